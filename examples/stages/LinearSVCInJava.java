// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples;

import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.ml.LinearSVC;
import sparkoptim.ml.LinearSVCModel;

/** Rare frauds among payments: both classes weigh the same, however few rows one has. */
public final class LinearSVCInJava {
  private LinearSVCInJava() {}

  /** Fits, and prints how well the model fits. */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("linear SVC").getOrCreate();
    Dataset<Row> raw =
        spark
            .range(400)
            .selectExpr("rand(1) as amount", "rand(2) as distance")
            .selectExpr("amount", "distance", "double(amount + 2 * distance > 2.4) as label");
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(new String[] {"amount", "distance"})
            .setOutputCol("features")
            .transform(raw);

    LinearSVCModel model = new LinearSVC().setRegParam(0.001).setClassWeights("balanced").fit(rows);
    System.out.println("accuracy " + model.summary().accuracy());
    System.out.println("recall of frauds " + model.summary().recallByLabel()[1]);
  }
}
