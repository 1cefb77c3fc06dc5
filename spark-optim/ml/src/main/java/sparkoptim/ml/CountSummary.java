// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.regression.GeneralizedLinearRegressionSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How well a regression of counts predicts a data set: MLlib's figures, by MLlib's code. */
public interface CountSummary {
  /** Returns what the figures come from. */
  GeneralizedLinearRegressionSummary figures();

  /** Returns the deviance of the predictions. */
  default double deviance() {
    return figures().deviance();
  }

  /** Returns the deviance of the best predictions without features. */
  default double nullDeviance() {
    return figures().nullDeviance();
  }

  /** Returns the dispersion of the distribution: 1. */
  default double dispersion() {
    return figures().dispersion();
  }

  /** Returns Akaike's information criterion. */
  default double aic() {
    return figures().aic();
  }

  /** Returns the number of rows. */
  default long numInstances() {
    return figures().numInstances();
  }

  /** Returns the number of coefficients, with the intercept. */
  default long rank() {
    return figures().rank();
  }

  /** Returns the number of rows less that of coefficients, with the intercept. */
  default long degreesOfFreedom() {
    return figures().degreesOfFreedom();
  }

  /** Returns the degrees of freedom of the residuals. */
  default long residualDegreeOfFreedom() {
    return figures().residualDegreeOfFreedom();
  }

  /** Returns the degrees of freedom of the residuals without features. */
  default long residualDegreeOfFreedomNull() {
    return figures().residualDegreeOfFreedomNull();
  }

  /** Returns the deviance residuals, in a column {@code devianceResiduals}. */
  default Dataset<Row> residuals() {
    return figures().residuals();
  }

  /**
   * Returns residuals in a column named after them.
   *
   * @param residualsType deviance, pearson, working or response
   */
  default Dataset<Row> residuals(String residualsType) {
    return figures().residuals(residualsType);
  }
}
