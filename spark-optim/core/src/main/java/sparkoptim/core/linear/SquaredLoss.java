// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/** {@code 1/2 (m - y)^2}: least squares. */
public record SquaredLoss() implements ScalarLoss {
  /** The only one. */
  public static final SquaredLoss LOSS = new SquaredLoss();

  @Override
  public double value(double label, double margin) {
    double residual = margin - label;
    return residual * residual / 2;
  }

  @Override
  public double slope(double label, double margin) {
    return margin - label;
  }

  @Override
  public double curvature() {
    return 1;
  }

  @Override
  public double typicalCurvature(double loss) {
    return 1;
  }
}
