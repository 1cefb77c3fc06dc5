package sparkoptim

import org.apache.spark.ml.classification.{LogisticRegression => MLlib}
import org.apache.spark.ml.linalg.{Matrix, Vector}
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions.{avg, col, when}
import sparkoptim.ml.LogisticRegression

/** Both converged, our models are MLlib's. */
class MLlibSuite extends SparkSuite {
  private val TOLERANCE = 1e-3

  private case class Case(
      name: String,
      data: () => DataFrame,
      regParam: Double,
      standardization: Boolean = true,
      weighted: Boolean = false,
      fitIntercept: Boolean = true
  ) {
    def ours: LogisticRegression = {
      val stage = new LogisticRegression()
        .setRegParam(regParam)
        .setStandardization(standardization)
        .setFitIntercept(fitIntercept)
        .setMaxIter(5000)
        .setTol(1e-9)
      if (weighted) stage.setWeightCol("weight") else stage
    }

    def theirs: MLlib = {
      val stage = new MLlib()
        .setRegParam(regParam)
        .setStandardization(standardization)
        .setFitIntercept(fitIntercept)
        .setMaxIter(1000)
        .setTol(1e-9)
      if (weighted) stage.setWeightCol("weight") else stage
    }

    override def toString: String = {
      val features = Seq(
        if (standardization) "standardized" else "not standardized",
        if (weighted) "weighted" else "",
        if (fitIntercept) "" else "no intercept"
      )
      s"$name, regParam $regParam, ${features.filter(_.nonEmpty).mkString(", ")}"
    }
  }

  private def breastCancer(): DataFrame = frame(SparkSuite.breastCancer, 2)

  private def dna(): DataFrame =
    frame(SparkSuite.rows(Environment.realData("dna.libsvm"), 180), 2)
      .withColumn("label", col("label") - 1)

  private val cases = Seq(
    for {
      regParam <- Seq(0.01, 0.1)
      standardization <- Seq(true, false)
      weighted <- Seq(false, true)
    } yield Case("breast cancer", () => breastCancer(), regParam, standardization, weighted),
    for (regParam <- Seq(0.01, 0.1); standardization <- Seq(true, false))
      yield Case("dna", () => dna(), regParam, standardization),
    Seq(
      Case("dna", () => dna(), 0.01, weighted = true),
      Case("breast cancer", () => breastCancer(), 0.1, fitIntercept = false),
      Case("dna", () => dna(), 0.1, fitIntercept = false)
    )
  ).flatten

  for (example <- cases) test(s"same model: $example") {
    val data = example.data().cache()
    val theirs = example.theirs.fit(data)
    val ours = example.ours.fit(data)
    val summary = ours.summary
    info(
      f"${summary.passes}%.0f passes, ${summary.stopReason}, ${summary.seconds}%.2f s;" +
        s" MLlib ${theirs.summary.totalIterations} iterations"
    )
    assert(summary.stopReason === "converged")
    assertClose(ours.coefficientMatrix, theirs.coefficientMatrix)
    assertClose(ours.interceptVector, theirs.interceptVector)
    data.unpersist()
  }

  private def assertClose(ours: Matrix, theirs: Matrix): Unit = {
    assert(ours.numRows === theirs.numRows && ours.numCols === theirs.numCols)
    for (i <- 0 until ours.numRows; j <- 0 until ours.numCols)
      assertClose(ours(i, j), theirs(i, j), s"coefficient of output $i, feature $j")
  }

  private def assertClose(ours: Vector, theirs: Vector): Unit = {
    assert(ours.size === theirs.size)
    for (i <- 0 until ours.size) assertClose(ours(i), theirs(i), s"intercept of output $i")
  }

  private def assertClose(ours: Double, theirs: Double, what: String): Unit =
    assert(math.abs(ours - theirs) <= TOLERANCE * math.max(1, math.abs(theirs)), what)

  test("a9a: the optimum, and MLlib's accuracy on the test rows") {
    val train = a9a("a9a.libsvm")
    val test = a9a("a9a.t.libsvm")
    val example = Case("a9a", () => train, 1e-4, standardization = false)
    val ours = example.ours.fit(train)
    val theirs = example.theirs.fit(train)
    info(f"${ours.summary.passes}%.0f passes; MLlib ${theirs.summary.totalIterations} iterations")
    assert(math.abs(ours.summary.objective / 0.3244130441 - 1) <= 1e-6)
    assert(math.abs(accuracy(ours.transform(test)) - accuracy(theirs.transform(test))) <= 0.001)
    train.unpersist()
  }

  private def a9a(file: String): DataFrame =
    spark.read
      .format("libsvm")
      .option("numFeatures", "123")
      .load(Environment.realData(file).toString)
      .withColumn("label", when(col("label") > 0, 1.0).otherwise(0.0))
      .cache()

  private def accuracy(predicted: DataFrame): Double =
    predicted
      .agg(avg((col("label") === col("prediction")).cast("double")))
      .head
      .getDouble(0)
}
