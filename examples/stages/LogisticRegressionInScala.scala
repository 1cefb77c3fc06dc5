// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples

import org.apache.spark.ml.feature.VectorAssembler
import org.apache.spark.sql.SparkSession
import sparkoptim.ml.LogisticRegression

/** Flowers of two kinds, told apart by two lengths, with the features that matter and a check of
  * the probabilities.
  */
object LogisticRegressionInScala {

  /** Fits, and prints how well the model fits. */
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder.appName("logistic regression").getOrCreate()
    val raw = spark
      .range(400)
      .selectExpr("rand(1) as length", "rand(2) as width", "0.2 * randn(3) as noise")
      .selectExpr("length", "width", "double(length + width + noise > 1) as label")
    val rows = new VectorAssembler()
      .setInputCols(Array("length", "width"))
      .setOutputCol("features")
      .transform(raw)

    val model = new LogisticRegression().setRegParam(0.001).fit(rows)
    println(s"accuracy ${model.summary.accuracy}")
    model.summary.featureImportances.show()
    model.binarySummary.calibration.show()
  }
}
