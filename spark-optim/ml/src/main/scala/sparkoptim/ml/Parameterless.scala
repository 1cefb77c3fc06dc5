// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml

import org.apache.spark.SparkException
import org.apache.spark.ml.linalg.{Matrix, Vector}
import org.apache.spark.ml.regression.{LinearRegressionSummary => Figures}
import org.apache.spark.sql.DataFrame

// Scala takes model.coefficients(0) for a call of coefficients with the argument 0 where coefficients() is a Java
// method. The members of this file have no parameter list, as MLlib's have none, so that the 0 is an index. Java sees
// methods without arguments as ever. Classes in Java hand in the values by methods of other names: one that overrode a
// member would bring the parentheses back.

/** A linear model with one output. */
trait HasCoefficients {

  /** Returns the coefficients, one per feature. */
  def coefficients: Vector = coefficientVector()

  private[ml] def coefficientVector(): Vector
}

/** Throws MLlib's exception where one output is asked for and there are several: Java would have to
  * declare it.
  */
private[ml] object SeveralOutputs {
  def exception(message: String): RuntimeException =
    throw new SparkException(message, new UnsupportedOperationException(message))
}

/** A linear model with several outputs. */
trait HasCoefficientMatrix {

  /** Returns the coefficients: one row per output, one column per feature. */
  def coefficientMatrix: Matrix = coefficientRows()

  /** Returns the intercepts, one per output. */
  def interceptVector: Vector = interceptValues()

  private[ml] def coefficientRows(): Matrix

  private[ml] def interceptValues(): Vector
}

/** A model of a perceptron. */
trait HasWeights {

  /** Returns the weights in MLlib's order: of each layer the columns of its matrix, then its
    * biases.
    */
  def weights: Vector = weightVector()

  private[ml] def weightVector(): Vector
}

/** A model that may know its features' names. */
trait HasFeatureNames {

  /** Returns the names of the features, as the training rows' metadata had them; empty without. */
  def featureNames: Array[String] = nameArray()

  private[ml] def nameArray(): Array[String]
}

/** What is known of a model's predictions of a data set. */
abstract class PredictionMembers extends Serializable {

  /** Returns the rows of the data set with the model's predictions. */
  def predictions: DataFrame = predictedRows()

  private[ml] def predictedRows(): DataFrame
}

/** What is known of a training. */
abstract class TrainingMembers extends PredictionMembers {

  /** Returns the objective at every point of the learning curve. */
  def objectiveHistory: Array[Double] = objectives()

  private[ml] def objectives(): Array[Double]
}

/** How well a linear regression predicts a data set: MLlib's figures, by MLlib's code. */
trait RegressionMembers {

  /** Returns the differences label - prediction, in a column `residuals`. */
  def residuals: DataFrame = figures().residuals

  /** Returns the least and the largest residual, multiplied by the roots of the rows' weights. */
  def devianceResiduals: Array[Double] = figures().devianceResiduals

  /** Returns the coefficients' standard errors, the intercept's last. */
  def coefficientStandardErrors: Array[Double] = errorFigures().coefficientStandardErrors

  /** Returns the coefficients' t values, the intercept's last. */
  def tValues: Array[Double] = errorFigures().tValues

  /** Returns the coefficients' two-sided p values, the intercept's last. */
  def pValues: Array[Double] = errorFigures().pValues

  def explainedVariance: Double = figures().explainedVariance

  def meanAbsoluteError: Double = figures().meanAbsoluteError

  def meanSquaredError: Double = figures().meanSquaredError

  def rootMeanSquaredError: Double = figures().rootMeanSquaredError

  def r2: Double = figures().r2

  def r2adj: Double = figures().r2adj

  def numInstances: Long = figures().numInstances

  def degreesOfFreedom: Long = figures().degreesOfFreedom

  private[ml] def figures(): Figures

  private[ml] def errorFigures(): Figures = figures()
}
