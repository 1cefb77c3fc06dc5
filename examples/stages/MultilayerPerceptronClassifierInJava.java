// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples;

import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.ml.MultilayerPerceptronClassificationModel;
import sparkoptim.ml.MultilayerPerceptronClassifier;

/** Points of a chessboard of four squares, which no straight line tells apart. */
public final class MultilayerPerceptronClassifierInJava {
  private MultilayerPerceptronClassifierInJava() {}

  /** Fits, and prints how well the model fits. */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("perceptron").getOrCreate();
    Dataset<Row> raw =
        spark
            .range(400)
            .selectExpr("rand(1) as x", "rand(2) as y")
            .selectExpr("x", "y", "double((x > 0.5) = (y > 0.5)) as label");
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(new String[] {"x", "y"})
            .setOutputCol("features")
            .transform(raw);

    MultilayerPerceptronClassificationModel model =
        new MultilayerPerceptronClassifier()
            .setLayers(new int[] {2, 8, 2})
            .setMaxIter(200)
            .fit(rows);
    System.out.println("accuracy " + model.summary().accuracy());
  }
}
