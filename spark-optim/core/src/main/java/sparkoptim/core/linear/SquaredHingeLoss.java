// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/**
 * {@code max(0, 1 - s m)^2} with s = 1 for label 1 and s = -1 for label 0: the support vector
 * machine's loss made smooth.
 */
public record SquaredHingeLoss() implements ScalarLoss {
  /** The only one. */
  public static final SquaredHingeLoss LOSS = new SquaredHingeLoss();

  @Override
  public double value(double label, double margin) {
    double missing = Math.max(0, 1 - (label > 0 ? margin : -margin));
    return missing * missing;
  }

  @Override
  public double slope(double label, double margin) {
    return label > 0 ? -2 * Math.max(0, 1 - margin) : 2 * Math.max(0, 1 + margin);
  }

  @Override
  public double curvature(double label, double margin, double slope) {
    return slope == 0 ? 0 : 2;
  }

  @Override
  public double curvature() {
    return 2;
  }
}
