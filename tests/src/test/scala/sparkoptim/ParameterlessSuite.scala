// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import sparkoptim.ml.{
  LinearRegression,
  LinearSVC,
  LogisticRegression,
  MultilayerPerceptronClassifier,
  PoissonRegression
}

/** Members of models and summaries that Scala calls without parentheses, as MLlib's. */
class ParameterlessSuite extends SparkSuite {
  private lazy val rows = frame(SparkSuite.breastCancer, 2).cache()

  test("logistic regression") {
    val model = new LogisticRegression().setRegParam(0.1).fit(rows)
    assert(model.coefficients(0) === model.coefficientMatrix(0, 0))
    assert(model.interceptVector(0) === model.intercept)
    assert(model.summary.objectiveHistory(0) >= model.summary.objectiveHistory.last)
    assert(model.summary.labels(1) === 1)
    assert(model.summary.precisionByLabel(0) > 0.5)
    assert(model.summary.predictions("prediction").toString === "prediction")
    assert(model.binarySummary.roc("FPR").toString === "FPR")
    assert(model.binarySummary.areaUnderROC > 0.9)
    assert(model.evaluate(rows).asBinary.labels(0) === 0)
    assert(model.featureNames.lift(0) === None)
  }

  test("linear regression") {
    val model = new LinearRegression().fit(rows)
    assert(model.coefficients(0) === model.coefficients.toArray.head)
    assert(model.summary.objectiveHistory(0) === 0) // of normal equations, as MLlib's
    assert(model.summary.devianceResiduals(0) < 0)
    assert(model.summary.residuals("residuals").toString === "residuals")
    assert(model.evaluate(rows).devianceResiduals(1) > 0)
    assert(model.summary.tValues(0) === model.summary.tValues.head)
  }

  test("linear SVC") {
    val model = new LinearSVC().setRegParam(0.1).fit(rows)
    assert(model.coefficients(0) === model.coefficients.toArray.head)
    assert(model.summary.recallByLabel(0) > 0.5)
    assert(model.summary.objectiveHistory(0) > 0)
  }

  test("multilayer perceptron") {
    val model =
      new MultilayerPerceptronClassifier().setLayers(Array(30, 3, 2)).setMaxIter(5).fit(rows)
    assert(model.weights(0) === model.weights.toArray.head)
    assert(model.summary.objectiveHistory(0) > model.summary.objective)
    assert(model.summary.predictions("prediction").toString === "prediction")
    assert(model.summary.recallByLabel(0) === model.evaluate(rows).recallByLabel(0))
  }

  test("Poisson regression") {
    val model = new PoissonRegression().setRegParam(0.1).fit(rows)
    assert(model.coefficients(0) === model.coefficients.toArray.head)
    assert(model.summary.objectiveHistory(0) > model.summary.objective)
  }
}
