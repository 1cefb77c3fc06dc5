package sparkoptim.core.testing;

import sparkoptim.core.linear.ScalarLoss;

/** {@code 1/2 (m - y)^2}. */
public record SquaredLoss() implements ScalarLoss {
  @Override
  public double value(double label, double margin) {
    return (margin - label) * (margin - label) / 2;
  }

  @Override
  public double slope(double label, double margin) {
    return margin - label;
  }

  @Override
  public double curvature() {
    return 1;
  }
}
