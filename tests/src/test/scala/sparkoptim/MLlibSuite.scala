// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import org.apache.spark.ml.classification.{LogisticRegression => MLlib}
import org.apache.spark.ml.linalg.{Matrix, Vector, Vectors}
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.functions.{avg, col, when}
import sparkoptim.ml.{LogisticRegression, LogisticRegressionModel}

/** Both converged, our models are MLlib's. */
class MLlibSuite extends SparkSuite {

  /** Both stop at a small gradient or a small decrease, not at a small distance. */
  private val TOLERANCE = 1e-3

  private case class Settings(
      regParam: Double,
      standardization: Boolean = true,
      weighted: Boolean = false,
      intercept: Boolean = true
  ) {
    def ours: LogisticRegression = {
      val stage = new LogisticRegression()
        .setRegParam(regParam)
        .setStandardization(standardization)
        .setFitIntercept(intercept)
        .setMaxIter(5000)
        .setTol(1e-9)
      if (weighted) stage.setWeightCol("weight") else stage
    }

    def theirs: MLlib = {
      val stage = new MLlib()
        .setRegParam(regParam)
        .setStandardization(standardization)
        .setFitIntercept(intercept)
        .setMaxIter(1000)
        .setTol(1e-9)
      if (weighted) stage.setWeightCol("weight") else stage
    }

    override def toString: String =
      Seq(
        s"regParam $regParam",
        if (standardization) "" else "not standardized",
        if (weighted) "weighted" else "",
        if (intercept) "" else "no intercept"
      ).filter(_.nonEmpty).mkString(", ")
  }

  private val all = for {
    regParam <- Seq(0.01, 0.1)
    standardization <- Seq(true, false)
    weighted <- Seq(false, true)
  } yield Settings(regParam, standardization, weighted)

  for (settings <- all :+ Settings(0.1, intercept = false))
    test(s"breast cancer: MLlib's model, $settings") {
      // MLlib does not converge to the unstandardized optimum of columns of such different sizes.
      val rows = SparkSuite.breastCancer
      assertSameModel(settings, frame(if (settings.standardization) rows else inUnits(rows), 2))
    }

  for (settings <- all :+ Settings(0.1, intercept = false))
    test(s"dna, three classes: MLlib's model, $settings") {
      val rows = SparkSuite.rows(Environment.realData("dna.libsvm"), 180)
      assertSameModel(settings, frame(rows, 2).withColumn("label", col("label") - 1))
    }

  for (settings <- all.filterNot(_.standardization))
    test(s"raw breast cancer: Newton's model, $settings") {
      val rows = SparkSuite.breastCancer
      val ours = fit(settings, frame(rows, 2))
      val newton = Newton.fit(rows, settings.regParam, settings.weighted)
      assertClose(Vectors.dense(ours.coefficients.toArray :+ ours.intercept), newton, "at")
    }

  test("a9a: the optimum, and MLlib's accuracy on the test rows") {
    val train = a9a("a9a.libsvm").cache()
    val test = a9a("a9a.t.libsvm")
    val settings = Settings(1e-4, standardization = false)
    val ours = fit(settings, train)
    val theirs = settings.theirs.fit(train)
    assert(math.abs(ours.summary.objective / 0.3244130441 - 1) <= 1e-6)
    assert(math.abs(accuracy(ours.transform(test)) - accuracy(theirs.transform(test))) <= 0.001)
    train.unpersist(blocking = true)
  }

  private def fit(settings: Settings, data: DataFrame): LogisticRegressionModel = {
    val model = settings.ours.fit(data)
    val summary = model.summary
    info(f"${summary.passes}%.0f passes, ${summary.stopReason}, ${summary.seconds}%.2f s")
    assert(summary.stopReason === "converged")
    model
  }

  private def assertSameModel(settings: Settings, data: DataFrame): Unit = {
    val ours = fit(settings, data)
    val cached = data.cache()
    val theirs = quietly(settings.theirs.fit(cached)) // it warns where it cannot get closer
    cached.unpersist(blocking = true)
    info(s"MLlib: ${theirs.summary.totalIterations} iterations")
    assert(theirs.summary.totalIterations < theirs.getMaxIter)
    assertClose(flat(ours.coefficientMatrix), flat(theirs.coefficientMatrix), "coefficient")
    assertClose(ours.interceptVector, theirs.interceptVector, "intercept")
  }

  private def flat(matrix: Matrix): Vector =
    Vectors.dense(matrix.rowIter.flatMap(_.toArray).toArray)

  private def assertClose(ours: Vector, theirs: Vector, what: String): Unit = {
    assert(ours.size === theirs.size)
    for (i <- 0 until ours.size) {
      val distance = math.abs(ours(i) - theirs(i))
      assert(distance <= TOLERANCE * math.max(1, math.abs(theirs(i))), s"$what $i")
    }
  }

  /** Every column in units of its largest magnitude. */
  private def inUnits(rows: Seq[Row]): Seq[Row] = {
    val values = rows.map(_.getAs[Vector](1).toArray)
    val units = values.transpose.map(column => column.map(value => math.abs(value)).max)
    rows.zip(values).map { case (row, features) =>
      val scaled = features.zip(units).map { case (value, unit) => value / unit }
      Row(row(0), Vectors.dense(scaled), row(2))
    }
  }

  private def a9a(file: String): DataFrame =
    spark.read
      .format("libsvm")
      .option("numFeatures", "123")
      .load(Environment.realData(file).toString)
      .withColumn("label", when(col("label") > 0, 1.0).otherwise(0.0))

  private def accuracy(predicted: DataFrame): Double =
    predicted.agg(avg((col("label") === col("prediction")).cast("double"))).head.getDouble(0)
}
