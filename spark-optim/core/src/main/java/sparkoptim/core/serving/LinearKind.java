// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.serving;

/** What a linear model makes of its margins. */
public enum LinearKind {
  /** A number: the margin. */
  REGRESSION,
  /** A mean of counts: the exponential of the margin. */
  POISSON,
  /** One of two classes: 1 where the margin is above the threshold. */
  MARGIN,
  /** One of two classes: 1 where the logistic function of the margin is above the threshold. */
  LOGISTIC,
  /** One of many classes, with a margin each: the softmax of the margins. */
  SOFTMAX;

  /** Returns whether predictions are classes. */
  public boolean classifies() {
    return this == MARGIN || probable();
  }

  /** Returns whether classes have probabilities. */
  public boolean probable() {
    return this == LOGISTIC || this == SOFTMAX;
  }
}
