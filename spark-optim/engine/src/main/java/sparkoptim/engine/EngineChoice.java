package sparkoptim.engine;

import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Trait;

/**
 * The engine that a user asked for, or the one that suits, and why.
 *
 * @param reason in words
 */
public record EngineChoice(Engine engine, String reason) {
  /** What a user may ask for. */
  public static final List<String> CHOICES = List.of("auto", "ranks", "job");

  /** Below it, waiting for each other costs ranks more than they gain. */
  private static final double SHORT_STEP_SECONDS = 20e-6;

  /** Below it, starting several tasks costs more than they gain. */
  private static final double SHORT_FIT_SECONDS = 1;

  private static final double SECONDS_PER_MULTIPLICATION = 1e-9;

  /** To fetch a row that lies anywhere, and for its loss. */
  private static final double SECONDS_PER_ROW = 60e-9;

  /** Of the executors' memory for cached rows: the rest is Spark's and the vectors'. */
  private static final double ROOM = 0.7;

  private static final Logger LOG = LoggerFactory.getLogger(EngineChoice.class);

  /**
   * Chooses and logs it.
   *
   * @param choice one of {@link #CHOICES}
   * @param bytes of the rows
   */
  public static EngineChoice of(String choice, Training training, long bytes, SparkContext spark) {
    EngineSettings settings = EngineSettings.of(spark.conf());
    EngineChoice chosen = of(choice, training, bytes, Slots.of(spark), settings);
    LOG.info(
        "{}: engine {}, asked for {}: {}",
        training.name(),
        chosen.engine.description(),
        choice,
        chosen.reason);
    return chosen;
  }

  static EngineChoice of(
      String choice, Training training, long bytes, Slots slots, EngineSettings settings) {
    if (choice.equals("job")) {
      return job("as asked for");
    }
    if (OptimMethod.parse(training.method()).estimator().needs().contains(Trait.ROW_TABLE)) {
      return one("its table of row slopes has to lie in one place");
    }
    int most = (int) Math.min(training.problem().shards(), slots.count());
    if (choice.equals("auto")) {
      if (bytes > ROOM * slots.bytes()) {
        return job("%s of rows are more than the executors' memory holds", bytes);
      }
      if (slots.dynamic() && bytes > ROOM * slots.bytesOfOne()) {
        return job("%s of rows are too many for one of executors that come and go", bytes);
      }
    }
    if (slots.dynamic()) {
      return one("executors come and go");
    }
    if (most < 2) {
      return one(slots.count() < 2 ? "there is one slot" : "there is one shard");
    }
    if (choice.equals("auto") && bytes <= ROOM * slots.bytesOfOne()) {
      double step = stepSeconds(training, bytes);
      if (step < SHORT_STEP_SECONDS) {
        return one("a step's work is about %.0f us", step * 1e6);
      }
      if (step * training.steps() < SHORT_FIT_SECONDS) {
        return one("all work is about %.2f s", step * training.steps());
      }
    }
    return new EngineChoice(
        new RoundEngine(most, settings),
        "%d shards, %d slots".formatted(training.problem().shards(), slots.count()));
  }

  private static double stepSeconds(Training training, long bytes) {
    long rows = training.problem().rows();
    long taken = training.batchSize() == 0 ? rows : Math.min(rows, training.batchSize());
    double perRow = training.problem().multiplications((double) bytes / rows);
    return taken * (perRow * SECONDS_PER_MULTIPLICATION + SECONDS_PER_ROW);
  }

  private static EngineChoice one(String reason, Object... values) {
    return new EngineChoice(new RoundEngine(), String.format(Locale.ROOT, reason, values));
  }

  private static EngineChoice job(String reason) {
    return new EngineChoice(new JobEngine(), reason);
  }

  private static EngineChoice job(String reason, long bytes) {
    String size = String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    return job(String.format(Locale.ROOT, reason, size));
  }
}
