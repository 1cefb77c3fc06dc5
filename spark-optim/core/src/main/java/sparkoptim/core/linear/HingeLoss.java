// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/**
 * {@code max(0, 1 - s m)} with s = 1 for label 1 and s = -1 for label 0: the linear support vector
 * machine. At the kink {@code s m = 1} the slope is 0. It changes by jumps there, so its curvature
 * has no bound.
 */
public record HingeLoss() implements ScalarLoss {
  /** The only one. */
  public static final HingeLoss LOSS = new HingeLoss();

  @Override
  public double value(double label, double margin) {
    return Math.max(0, 1 - (label > 0 ? margin : -margin));
  }

  @Override
  public double slope(double label, double margin) {
    if (label > 0) {
      return margin < 1 ? -1 : 0;
    }
    return margin > -1 ? 1 : 0;
  }

  @Override
  public double curvature() {
    return Double.POSITIVE_INFINITY;
  }
}
