// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples

import org.apache.spark.ml.evaluation.RegressionEvaluator
import org.apache.spark.ml.feature.VectorAssembler
import org.apache.spark.sql.SparkSession
import sparkoptim.ml.MultilayerPerceptronRegressor

/** Areas of rectangles, a product that no linear model has. */
object MultilayerPerceptronRegressorInScala {

  /** Fits, and prints how well the model fits. */
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder.appName("perceptron of numbers").getOrCreate()
    val raw = spark
      .range(400)
      .selectExpr("rand(1) as width", "rand(2) as height")
      .selectExpr("width", "height", "10 * width * height as label")
    val rows = new VectorAssembler()
      .setInputCols(Array("width", "height"))
      .setOutputCol("features")
      .transform(raw)

    val model = new MultilayerPerceptronRegressor().setLayers(Array(2, 8, 1)).fit(rows)
    val evaluator = new RegressionEvaluator().setMetricName("r2")
    println(s"explained ${evaluator.evaluate(model.transform(rows))}")
  }
}
