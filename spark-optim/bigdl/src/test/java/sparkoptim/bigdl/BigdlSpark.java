// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.utils.Engine;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark for a test class, which stops it at its end; with Kryo, which refuses more classes than
 * Java does.
 */
public final class BigdlSpark {
  private BigdlSpark() {}

  /** Returns the running one, with BigDL set up on it. */
  public static SparkSession session() {
    SparkSession session = made();
    Engine.init(); // as every BigDL program does
    return session;
  }

  /** Lets others of this JVM have a Spark of their own. */
  public static void stop() {
    made().stop();
  }

  private static SparkSession made() {
    return SparkSession.builder()
        .config(Engine.createSparkConf(null))
        .master("local[2]")
        .appName("spark-optim-bigdl-tests")
        .config("spark.ui.enabled", "false")
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .getOrCreate();
  }
}
