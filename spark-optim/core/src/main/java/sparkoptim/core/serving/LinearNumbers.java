// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.serving;

import java.util.Arrays;
import sparkoptim.core.PlainText;

/**
 * The numbers of a linear model.
 *
 * @param kind what becomes of margins
 * @param features number of features
 * @param coefficients row by row: one row, or one per class with softmax
 * @param intercepts one per row
 * @param thresholds one, that of class 1, with two classes; with softmax one per class, or none
 */
public record LinearNumbers(
    LinearKind kind,
    int features,
    double[] coefficients,
    double[] intercepts,
    double[] thresholds) {

  /**
   * Creates a model's numbers.
   *
   * @throws IllegalArgumentException if they do not belong together
   */
  public LinearNumbers {
    int rows = intercepts.length;
    if (features < 1 || rows < 1 || coefficients.length != (long) rows * features) {
      throw new IllegalArgumentException(
          PlainText.of(
              "a linear model has a coefficient per feature and row, had %d for %d features and %d rows",
              coefficients.length, features, rows));
    }
    boolean softmax = kind == LinearKind.SOFTMAX;
    if (rows > 1 && !softmax) {
      throw new IllegalArgumentException(PlainText.of("a %s model has 1 row, had %d", kind, rows));
    }
    int wanted = softmax ? Math.min(thresholds.length, 1) * rows : kind.classifies() ? 1 : 0;
    if (thresholds.length != wanted) {
      throw new IllegalArgumentException(
          PlainText.of(
              "a %s model of %d rows has %d thresholds, had %d",
              kind, rows, wanted, thresholds.length));
    }
  }

  /** Returns the number of rows of coefficients. */
  public int rows() {
    return intercepts.length;
  }

  /** Returns the number of classes; 0 of models that predict numbers. */
  public int classes() {
    return kind.classifies() ? Math.max(kind == LinearKind.SOFTMAX ? 1 : 2, rows()) : 0;
  }

  /** Returns the margin above which class 1 is predicted. */
  double marginOfThreshold() {
    double threshold = thresholds[0];
    return kind == LinearKind.MARGIN ? threshold : Math.log(threshold / (1 - threshold));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinearNumbers that
        && kind == that.kind
        && features == that.features
        && Arrays.equals(coefficients, that.coefficients)
        && Arrays.equals(intercepts, that.intercepts)
        && Arrays.equals(thresholds, that.thresholds);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(coefficients) + Arrays.hashCode(intercepts);
  }
}
