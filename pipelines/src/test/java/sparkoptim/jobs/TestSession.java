// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import org.apache.spark.sql.SparkSession;
import sparkoptim.engine.publish.QuickLocalFileSystem;

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
        .config("spark.hadoop.fs.file.impl", QuickLocalFileSystem.class.getName())
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .getOrCreate();
  }
}
