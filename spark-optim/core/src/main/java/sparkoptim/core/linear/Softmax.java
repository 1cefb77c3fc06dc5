// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/** Softmax cross-entropy {@code log sum_k exp(m_k) - m_y}. */
public final class Softmax {
  private Softmax() {}

  /**
   * Turns margins into slopes {@code p_k - [k = y]}; the label's own is the negative sum of the
   * others, which does not cancel where the row is fitted well.
   *
   * @param margins of one row; overwritten, margins.length = K
   * @param slopes receives K values from {@code at} on
   * @return the loss
   */
  public static double slopes(int label, double[] margins, double[] slopes, int at) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double margin : margins) {
      largest = Math.max(largest, margin);
    }
    double own = margins[label] - largest;
    double others = 0;
    for (int k = 0; k < margins.length; k++) {
      margins[k] = PortableMath.exp(margins[k] - largest);
      if (k != label) {
        others += margins[k];
      }
    }
    double total = others + margins[label];
    double inverse = 1 / total;
    for (int k = 0; k < margins.length; k++) {
      slopes[at + k] = margins[k] * inverse;
    }
    slopes[at + label] = -others * inverse;
    return own == 0 && others <= 1 ? PortableMath.log1p(others) : StrictMath.log(total) - own;
  }
}
