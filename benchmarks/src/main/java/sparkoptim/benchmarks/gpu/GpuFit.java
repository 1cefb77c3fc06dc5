// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.ml.LogisticRegression;
import sparkoptim.ml.LogisticRegressionModel;

/** The same fit in local Spark on the CPU and on the GPU. Needs Spark on the class path. */
final class GpuFit {
  private static final double WITHIN = 1e-6;

  private GpuFit() {}

  /**
   * Objectives of logistic regression side by side.
   *
   * @param path rows in LIBSVM's format, such as a9a's
   */
  static List<Figure> of(String path) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[*]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    spark.sparkContext().setLogLevel("WARN");
    try {
      Dataset<Row> rows =
          spark
              .read()
              .format("libsvm")
              .option("numFeatures", "123")
              .load(path)
              .selectExpr("cast(label > 0 as double) as label", "features")
              .cache();
      rows.count();
      LogisticRegressionModel cpu = stage("cpu").fit(rows);
      long start = System.nanoTime();
      LogisticRegressionModel gpu = stage("gpu").fit(rows);
      double seconds = (System.nanoTime() - start) / 1e9;
      double difference = gpu.summary().objective() - cpu.summary().objective();
      return List.of(
          Figure.ratio(
                  "LogisticRegression in local Spark, device = gpu: objective above the CPU's /"
                      + " 1e-6",
                  difference / WITHIN)
              .better(Direction.LOWER)
              .must(1)
              .details(
                  "%.9f and %.9f; %.1f s, %s; %s"
                      .formatted(
                          gpu.summary().objective(),
                          cpu.summary().objective(),
                          seconds,
                          gpu.summary().backend(),
                          gpu.summary().optimMethod())));
    } finally {
      spark.stop();
    }
  }

  private static LogisticRegression stage(String device) {
    return new LogisticRegression()
        .setRegParam(1e-4)
        .setStandardization(false)
        .setMaxIter(300)
        .setDevice(device);
  }
}
