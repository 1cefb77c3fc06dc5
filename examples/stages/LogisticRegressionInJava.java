// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples;

import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.ml.LogisticRegression;
import sparkoptim.ml.LogisticRegressionModel;

/**
 * Flowers of two kinds, told apart by two lengths, with the features that matter and a check of the
 * probabilities.
 */
public final class LogisticRegressionInJava {
  private LogisticRegressionInJava() {}

  /** Fits, and prints how well the model fits. */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("logistic regression").getOrCreate();
    Dataset<Row> raw =
        spark
            .range(400)
            .selectExpr("rand(1) as length", "rand(2) as width", "0.2 * randn(3) as noise")
            .selectExpr("length", "width", "double(length + width + noise > 1) as label");
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(new String[] {"length", "width"})
            .setOutputCol("features")
            .transform(raw);

    LogisticRegressionModel model = new LogisticRegression().setRegParam(0.001).fit(rows);
    System.out.println("accuracy " + model.summary().accuracy());
    model.summary().featureImportances().show();
    model.binarySummary().calibration().show();
  }
}
