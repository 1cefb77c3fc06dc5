// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples

import org.apache.spark.ml.feature.VectorAssembler
import org.apache.spark.sql.SparkSession
import sparkoptim.ml.PoissonRegression

/** Claims of drivers: twice the years insured, twice the claims, which is what an offset says. */
object PoissonRegressionInScala {

  /** Fits, and prints how well the model fits. */
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder.appName("Poisson regression").getOrCreate()
    val raw = spark
      .range(400)
      .selectExpr("rand(1) as speed", "1 + int(9 * rand(2)) as years")
      .selectExpr(
        "speed",
        "years",
        "double(floor(years * exp(2 * speed) + 0.5 * rand(3))) as label"
      )
      .selectExpr("speed", "log(years) as exposure", "label")
    val rows = new VectorAssembler()
      .setInputCols(Array("speed"))
      .setOutputCol("features")
      .transform(raw)

    val model = new PoissonRegression().setOffsetCol("exposure").fit(rows)
    val left = model.summary.deviance / model.summary.nullDeviance
    println(s"explained ${1 - left}")
  }
}
