// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/**
 * {@code 1/2 r^2} for residuals {@code r = m - y} of magnitude up to delta, {@code delta (|r| -
 * delta / 2)} beyond: least squares that outliers pull with delta at most.
 *
 * @param delta finite and > 0, in the unit of the labels
 */
public record HuberLoss(double delta) implements ScalarLoss {
  public HuberLoss {
    if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("huber: delta must be finite and > 0, was " + delta);
    }
  }

  @Override
  public double value(double label, double margin) {
    double size = Math.abs(margin - label);
    return size <= delta ? size * size / 2 : delta * (size - delta / 2);
  }

  @Override
  public double slope(double label, double margin) {
    return Math.min(Math.max(margin - label, -delta), delta);
  }

  /**
   * Returns 1 for small residuals, and for others a tenth of the curvature {@code delta / |r|} of
   * the parabola above it: with 0 alone the first steps fly, all of it makes them short.
   */
  @Override
  public double curvature(double label, double margin, double slope) {
    double size = Math.abs(margin - label);
    return size <= delta ? 1 : 0.1 * delta / size;
  }

  @Override
  public double curvature() {
    return 1;
  }
}
