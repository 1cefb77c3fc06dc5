// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.Locale;
import org.apache.spark.SparkContext;
import org.slf4j.MDC;

/**
 * Sets what Spark's pages show for the jobs of this thread, and how they are cancelled. Closing
 * gives the thread its earlier values back; its job group is never touched.
 */
final class JobProperties implements AutoCloseable {
  private static final String DESCRIPTION = "spark.job.description";
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  /** Keys of structured logs. */
  private static final String FIT = "fit";

  private static final String EPOCH = "epoch";

  private final SparkContext spark;

  /** What Spark's pages call a stage. */
  private static final String STAGE = "callSite.short";

  private final String description;
  private final String stage;
  private final String interrupt;
  private final String fit;
  private final String epoch;

  JobProperties(SparkContext spark) {
    this.spark = spark;
    fit = MDC.get(FIT);
    epoch = MDC.get(EPOCH);
    stage = spark.getLocalProperty(STAGE);
    description = spark.getLocalProperty(DESCRIPTION);
    interrupt = spark.getLocalProperty(INTERRUPT);
  }

  /** Names the next jobs. */
  void describe(String fit, String what) {
    spark.setLocalProperty(DESCRIPTION, fit + ": " + what);
    spark.setLocalProperty(STAGE, fit + ": " + what);
    MDC.put(FIT, fit);
  }

  /** Names the next jobs by how far the fit is. */
  void describe(String fit, long epoch, double loss) {
    MDC.put(EPOCH, Long.toString(epoch));
    describe(
        fit,
        Double.isNaN(loss)
            ? "epoch " + epoch
            : String.format(Locale.ROOT, "epoch %d, loss %.4g", epoch, loss));
  }

  /** Threads of cancelled tasks are interrupted: core knows of no other way to be told. */
  void interruptOnCancel() {
    spark.setLocalProperty(INTERRUPT, "true");
  }

  @Override
  public void close() {
    spark.setLocalProperty(DESCRIPTION, description);
    spark.setLocalProperty(STAGE, stage);
    restore(FIT, fit);
    restore(EPOCH, epoch);
    spark.setLocalProperty(INTERRUPT, interrupt);
  }

  private static void restore(String key, String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
