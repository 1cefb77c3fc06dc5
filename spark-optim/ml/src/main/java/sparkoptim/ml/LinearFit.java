// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/**
 * A trained linear model in raw features, and what is known of its training.
 *
 * @param coefficients one row of features per output
 * @param intercepts one per output; all 0 for a model without
 * @param scale of the residuals; 1 where it is no unknown
 * @param names of the features; empty without
 */
record LinearFit(
    double[] coefficients,
    double[] intercepts,
    TrainingOutcome outcome,
    double scale,
    String[] names) {
  /** Returns the numbers as those of a model. */
  LinearWeights weights() {
    return new LinearWeights(coefficients, intercepts).named(names);
  }
}
