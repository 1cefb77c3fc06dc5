// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import org.apache.spark.sql.SparkSession;

/** The Spark session that the tests of this package share. */
public final class TestSession {
  private TestSession() {}

  /** Two cores, and Kryo, which refuses more than Java's own serialisation does. */
  public static SparkSession get() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("sparkoptim.jobs tests")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .getOrCreate();
  }
}
