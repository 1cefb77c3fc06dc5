// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples;

import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.ml.LinearRegression;
import sparkoptim.ml.LinearRegressionModel;

/** Prices of houses along a path of penalties, strongest first: the rows are read once. */
public final class LinearRegressionInJava {
  private LinearRegressionInJava() {}

  /** Fits, and prints how well the model fits. */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("linear regression").getOrCreate();
    Dataset<Row> raw =
        spark
            .range(400)
            .selectExpr("rand(1) as rooms", "rand(2) as age", "0.1 * randn(3) as noise")
            .selectExpr("rooms", "age", "3 * rooms - age + noise as label");
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(new String[] {"rooms", "age"})
            .setOutputCol("features")
            .transform(raw);

    LinearRegression stage = new LinearRegression().setElasticNetParam(0.5);
    for (LinearRegressionModel model : stage.fitPath(rows, 0.1, 0.01, 0.001)) {
      System.out.println("explained " + model.summary().r2());
    }
  }
}
