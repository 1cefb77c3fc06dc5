// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples

import org.apache.spark.ml.feature.VectorAssembler
import org.apache.spark.sql.SparkSession
import sparkoptim.ml.LinearSVC

/** Rare frauds among payments: both classes weigh the same, however few rows one has. */
object LinearSVCInScala {

  /** Fits, and prints how well the model fits. */
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder.appName("linear SVC").getOrCreate()
    val raw = spark
      .range(400)
      .selectExpr("rand(1) as amount", "rand(2) as distance")
      .selectExpr("amount", "distance", "double(amount + 2 * distance > 2.4) as label")
    val rows = new VectorAssembler()
      .setInputCols(Array("amount", "distance"))
      .setOutputCol("features")
      .transform(raw)

    val model = new LinearSVC().setRegParam(0.001).setClassWeights("balanced").fit(rows)
    println(s"accuracy ${model.summary.accuracy}")
    println(s"recall of frauds ${model.summary.recallByLabel(1)}")
  }
}
