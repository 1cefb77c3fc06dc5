// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples;

import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.ml.PoissonRegression;
import sparkoptim.ml.PoissonRegressionModel;

/** Claims of drivers: twice the years insured, twice the claims, which is what an offset says. */
public final class PoissonRegressionInJava {
  private PoissonRegressionInJava() {}

  /** Fits, and prints how well the model fits. */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("Poisson regression").getOrCreate();
    Dataset<Row> raw =
        spark
            .range(400)
            .selectExpr("rand(1) as speed", "1 + int(9 * rand(2)) as years")
            .selectExpr(
                "speed", "years", "double(floor(years * exp(2 * speed) + 0.5 * rand(3))) as label")
            .selectExpr("speed", "log(years) as exposure", "label");
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(new String[] {"speed"})
            .setOutputCol("features")
            .transform(raw);

    PoissonRegressionModel model = new PoissonRegression().setOffsetCol("exposure").fit(rows);
    double left = model.summary().deviance() / model.summary().nullDeviance();
    System.out.println("explained " + (1 - left));
  }
}
