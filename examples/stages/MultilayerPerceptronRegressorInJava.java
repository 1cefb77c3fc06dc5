// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples;

import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.ml.MultilayerPerceptronRegressionModel;
import sparkoptim.ml.MultilayerPerceptronRegressor;

/** Areas of rectangles, a product that no linear model has. */
public final class MultilayerPerceptronRegressorInJava {
  private MultilayerPerceptronRegressorInJava() {}

  /** Fits, and prints how well the model fits. */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("perceptron of numbers").getOrCreate();
    Dataset<Row> raw =
        spark
            .range(400)
            .selectExpr("rand(1) as width", "rand(2) as height")
            .selectExpr("width", "height", "10 * width * height as label");
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(new String[] {"width", "height"})
            .setOutputCol("features")
            .transform(raw);

    MultilayerPerceptronRegressionModel model =
        new MultilayerPerceptronRegressor().setLayers(new int[] {2, 8, 1}).fit(rows);
    RegressionEvaluator evaluator = new RegressionEvaluator().setMetricName("r2");
    System.out.println("explained " + evaluator.evaluate(model.transform(rows)));
  }
}
