package sparkoptim.engine;

import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a training over shards to its end. The bits of the result do not depend on which one. */
public interface Engine {
  /** What a user may ask for. */
  List<String> CHOICES = List.of("auto", "ranks", "job");

  /** Trains to the end. */
  TrainingState train(Training training, Shards shards);

  /** Its name among {@link #CHOICES}, with details. */
  String description();

  /**
   * The engine that a user asked for, or the one that suits: one rank unless a step is a pass over
   * more than 64 MiB, which a job per step spreads over the cluster. Logs what it took and why.
   *
   * @param choice one of {@link #CHOICES}
   * @param bytes of the rows
   */
  static Engine of(String choice, Training training, long bytes) {
    boolean wholePasses = training.batchSize() == 0;
    boolean large = bytes > 64L << 20;
    boolean ranks = choice.equals("ranks") || (choice.equals("auto") && !(large && wholePasses));
    Engine engine = ranks ? new RoundEngine() : new JobEngine();
    Logger log = LoggerFactory.getLogger(Engine.class);
    log.info(
        "{}: engine {} (asked for {}; {} MiB of rows, a step is {})",
        training.name(),
        engine.description(),
        choice,
        String.format(Locale.ROOT, "%.1f", bytes / 1048576.0),
        wholePasses ? "a whole pass" : "a mini-batch of " + training.batchSize() + " rows");
    return engine;
  }
}
