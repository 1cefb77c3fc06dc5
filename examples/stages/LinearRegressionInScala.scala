// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples

import org.apache.spark.ml.feature.VectorAssembler
import org.apache.spark.sql.SparkSession
import sparkoptim.ml.LinearRegression

/** Prices of houses along a path of penalties, strongest first: the rows are read once. */
object LinearRegressionInScala {

  /** Fits, and prints how well the model fits. */
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder.appName("linear regression").getOrCreate()
    val raw = spark
      .range(400)
      .selectExpr("rand(1) as rooms", "rand(2) as age", "0.1 * randn(3) as noise")
      .selectExpr("rooms", "age", "3 * rooms - age + noise as label")
    val rows = new VectorAssembler()
      .setInputCols(Array("rooms", "age"))
      .setOutputCol("features")
      .transform(raw)

    val stage = new LinearRegression().setElasticNetParam(0.5)
    stage.fitPath(rows, 0.1, 0.01, 0.001).forEach { model =>
      println(s"explained ${model.summary.r2}")
    }
  }
}
