// SPDX-License-Identifier: Apache-2.0
package sparkoptim.examples

import org.apache.spark.ml.feature.VectorAssembler
import org.apache.spark.sql.SparkSession
import sparkoptim.ml.MultilayerPerceptronClassifier

/** Points of a chessboard of four squares, which no straight line tells apart. */
object MultilayerPerceptronClassifierInScala {

  /** Fits, and prints how well the model fits. */
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder.appName("perceptron").getOrCreate()
    val raw = spark
      .range(400)
      .selectExpr("rand(1) as x", "rand(2) as y")
      .selectExpr("x", "y", "double((x > 0.5) = (y > 0.5)) as label")
    val rows = new VectorAssembler()
      .setInputCols(Array("x", "y"))
      .setOutputCol("features")
      .transform(raw)

    val model =
      new MultilayerPerceptronClassifier().setLayers(Array(2, 8, 2)).setMaxIter(200).fit(rows)
    println(s"accuracy ${model.summary.accuracy}")
  }
}
