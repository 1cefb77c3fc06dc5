// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.PlainText;
import sparkoptim.engine.device.DeviceProblem;
import sparkoptim.engine.device.GpuSettings;

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

  /** Share of the executors' memory for cached rows; the rest is for Spark and the vectors. */
  static final double ROOM = 0.7;

  private static final Logger LOG = LoggerFactory.getLogger(EngineChoice.class);

  /**
   * Chooses and logs it.
   *
   * @param choice one of {@link #CHOICES}
   * @param bytes of the rows
   */
  public static EngineChoice of(String choice, Training training, long bytes, SparkContext spark) {
    boolean device = training.problem() instanceof DeviceProblem;
    ResourceProfile profile = device ? GpuSettings.of(spark.conf()).profile(spark) : null;
    EngineSettings settings = EngineSettings.of(spark.conf());
    Slots slots = Slots.of(spark, profile, device);
    EngineChoice chosen = of(choice, training, bytes, slots, settings, profile);
    LOG.info(
        "{}: engine {}, asked for {}: {}",
        training.name(),
        chosen.engine.description(),
        choice,
        chosen.reason);
    String engine = chosen.engine.description();
    ProgressListeners.each(l -> l.engineChosen(training.name(), engine, chosen.reason));
    return chosen;
  }

  static EngineChoice of(
      String choice,
      Training training,
      long bytes,
      Slots slots,
      EngineSettings settings,
      ResourceProfile profile) {
    return of(choice, FitWork.of(training, bytes), slots, settings, profile);
  }

  private static EngineChoice of(
      String choice, FitWork work, Slots slots, EngineSettings settings, ResourceProfile profile) {
    int most = (int) Math.min(work.shards(), slots.most());
    String job = job(choice, work, slots);
    if (job != null) {
      return new EngineChoice(new JobEngine(profile), job);
    }
    String alone = alone(choice, work, slots, most);
    return alone != null
        ? new EngineChoice(new RoundEngine(1, settings, profile), alone)
        : new EngineChoice(
            new RoundEngine(most, settings, profile, work.bytes()),
            PlainText.of(
                "%d shards, %d slots%s",
                work.shards(),
                slots.count(),
                slots.most() > slots.count() ? " now, and more may come" : ""));
  }

  /**
   * Returns what would be chosen for a fit on executors that are all alike, and why.
   *
   * @param bytesOfOne that an executor has for cached rows
   */
  public static EngineChoice planned(
      String choice, FitWork work, long slots, int executors, double bytesOfOne) {
    double bytes = executors * bytesOfOne;
    Slots all = new Slots(slots, slots, slots, bytes, bytes, bytesOfOne, false, false);
    return of(choice, work, all, null, null);
  }

  /** Returns the bytes of rows that an executor with so much memory for them should get. */
  public static double room(double bytesOfOne) {
    return ROOM * bytesOfOne;
  }

  /** Returns why it has to be jobs; null where not. */
  private static String job(String choice, FitWork work, Slots slots) {
    if (choice.equals("job")) {
      return "as asked for";
    }
    if (choice.equals("auto") && !work.tabled()) {
      // Executors that come and go are asked for as they are needed.
      if (work.bytes() > ROOM * slots.mostBytes()) {
        return text(
            "%.1f MiB of rows are more than the executors' memory holds", mebibytes(work.bytes()));
      }
      if (slots.copies() && work.bytes() > ROOM * slots.bytesOfOne()) {
        return text("%.1f MiB of rows are too many for one executor", mebibytes(work.bytes()));
      }
    }
    return null;
  }

  private static double mebibytes(long bytes) {
    return bytes / 1048576.0;
  }

  /** Returns why one rank; null where several are better. */
  private static String alone(String choice, FitWork work, Slots slots, int most) {
    if (work.tabled()) {
      return "its table of row slopes has to lie in one place";
    }
    if (slots.copies()) {
      return "executors come and go, and spark.speculation may run a rank twice";
    }
    if (most < 2) {
      return slots.most() < 2 ? "there is one slot" : "there is one shard";
    }
    if (choice.equals("auto") && work.bytes() <= ROOM * slots.bytesOfOne()) {
      if (work.stepSeconds() < SHORT_STEP_SECONDS) {
        return text("a step's work is about %.0f us", work.stepSeconds() * 1e6);
      }
      if (work.seconds() < SHORT_FIT_SECONDS) {
        return text("all work is about %.2f s", work.seconds());
      }
    }
    return null;
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
