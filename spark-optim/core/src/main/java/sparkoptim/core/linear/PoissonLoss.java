// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/**
 * {@code exp(m) - y m}, the negative log-likelihood of counts y >= 0 with mean exp(m), less the
 * constant {@code log y!}: Poisson regression with the log link. Its curvature exp(m) has no bound,
 * so step sizes have to be named; margins above 709 overflow, and the run ends as diverged.
 */
public record PoissonLoss() implements ScalarLoss {
  /** The only one. */
  public static final PoissonLoss LOSS = new PoissonLoss();

  @Override
  public double value(double label, double margin) {
    return PortableMath.exp(margin) - label * margin;
  }

  @Override
  public double slope(double label, double margin) {
    return PortableMath.exp(margin) - label;
  }

  @Override
  public boolean curved() {
    return true;
  }

  /** Returns {@code exp(m)}. */
  @Override
  public double curvature(double label, double margin, double slope) {
    return slope + label;
  }

  @Override
  public double curvature() {
    return Double.POSITIVE_INFINITY;
  }
}
