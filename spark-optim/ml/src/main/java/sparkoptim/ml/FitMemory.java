// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.SparkContext;
import sparkoptim.core.PlainText;

/**
 * The memory that a fit of a linear model needs in the driver, which has its whole state. It is
 * asked for before it is taken: a driver that runs out of memory ends with all that runs in it.
 */
final class FitMemory {
  /** Of a coordinate under sampled Newton, whose state has some 30 vectors: measured. */
  private static final long NEWTON_BYTES = 850;

  /** Of a coordinate under methods with a few vectors. */
  private static final long BYTES = 250;

  /** Without executors in its process a driver has only states, and columns' statistics. */
  private static final double DRIVER_ALONE = 0.5;

  private static final long SPARK_BYTES = 100L << 20;

  private FitMemory() {}

  /**
   * Refuses a fit that cannot have the memory it needs.
   *
   * @throws IllegalArgumentException that says how much it needs, and how to give it
   */
  static void require(SparkContext spark, boolean newton, long features, long outputs) {
    double share = spark.isLocal() ? 1 : DRIVER_ALONE;
    double needed = SPARK_BYTES + share * (newton ? NEWTON_BYTES : BYTES) * features * outputs;
    require(needed, Runtime.getRuntime().maxMemory(), features, outputs);
  }

  static void require(double needed, long most, long features, long outputs) {
    if (needed > most) {
      throw new IllegalArgumentException(
          PlainText.of(
              "a model of %d features and %d outputs needs about %d MB of memory in the driver, which has %d MB; set --driver-memory %dg (spark.driver.memory), or leave features out",
              features,
              outputs,
              (long) (needed / (1 << 20)),
              most >> 20,
              (long) Math.ceil(1.1 * needed / (1 << 30))));
    }
  }
}
