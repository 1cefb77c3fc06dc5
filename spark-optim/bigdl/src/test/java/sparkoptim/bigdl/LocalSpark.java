package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.utils.Engine;
import org.apache.spark.sql.SparkSession;

/** One Spark for all tests of the package, with Kryo, which refuses more classes than Java does. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkSession session() {
    SparkSession session = made();
    Engine.init(); // as every BigDL program does
    return session;
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
