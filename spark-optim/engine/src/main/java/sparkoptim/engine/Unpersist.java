// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import org.apache.spark.rdd.RDD;

/** Lets cached rows go in a thread that may have been interrupted, where Spark would refuse to. */
public final class Unpersist {
  private Unpersist() {}

  /** Unpersists rows; an interruption is kept for later. */
  public static void now(RDD<?> rows) {
    boolean interrupted = Thread.interrupted();
    try {
      rows.unpersist(false);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
