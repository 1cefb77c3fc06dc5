// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/** A loss of one margin per row, convex in it. */
public non-sealed interface ScalarLoss extends LinearLoss {
  /** The loss at a margin. */
  double value(double label, double margin);

  /** Its derivative along the margin; at a kink, one of its subgradients. */
  double slope(double label, double margin);

  /**
   * The second derivative along the margin; a positive stand-in where it is 0 or jumps. Only of
   * losses that are {@link #curved}.
   *
   * @param slope the derivative there
   */
  default double curvature(double label, double margin, double slope) {
    return curvature();
  }

  /**
   * Values and slopes of several rows, with the bits of one row after the other.
   *
   * @param margins become slopes
   * @param values receives the losses
   */
  default void evaluate(double[] labels, double[] margins, double[] values, int count) {
    for (int i = 0; i < count; i++) {
      double margin = margins[i];
      values[i] = value(labels[i], margin);
      margins[i] = slope(labels[i], margin);
    }
  }
}
