package sparkoptim.bigdl;

import org.apache.spark.sql.SparkSession;

/** One Spark for all tests of the package, with Kryo, which refuses more classes than Java does. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("spark-optim-bigdl-tests")
        .config("spark.ui.enabled", "false")
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .getOrCreate();
  }
}
