package sparkoptim.engine;

import org.apache.spark.rdd.RDD;

/** Lets cached rows go in a thread that may have been interrupted, where Spark would refuse to. */
final class Unpersist {
  private Unpersist() {}

  static void now(RDD<?> rows) {
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
