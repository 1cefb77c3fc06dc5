// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.PlainText;

/**
 * Schedules of stochastic primal averaging, {@code z_{k+1} = z_k - eta_k g(x_k)}, {@code x_{k+1} =
 * (1 - c_{k+1}) x_k + c_{k+1} z_{k+1}}, z_0 = x_0, as {@link PrimalAveraging} runs them.
 */
public final class AveragingForm {
  private final double[] eta;
  private final double[] averaging;

  /**
   * Schedules by step.
   *
   * @param eta step sizes, finite and > 0
   * @param averaging c_{k+1} at k, in (0, 1]
   */
  public AveragingForm(double[] eta, double[] averaging) {
    if (eta.length != averaging.length) {
      throw new IllegalArgumentException(
          PlainText.of(
              "averaging form: as many eta as averaging, was %d and %d",
              eta.length, averaging.length));
    }
    this.eta = eta.clone();
    this.averaging = averaging.clone();
    for (int k = 0; k < eta.length; k++) {
      if (!(0 < eta[k] && eta[k] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            PlainText.of(
                "averaging form: eta at step %d must be finite and > 0, was %s", k, eta[k]));
      }
      check("averaging at step " + k, averaging[k]);
    }
  }

  /** Returns a copy of the step sizes. */
  public double[] eta() {
    return eta.clone();
  }

  /** Returns a copy of the averaging factors: c_{k+1} at k. */
  public double[] averaging() {
    return averaging.clone();
  }

  /**
   * Returns the momentum form {@code alpha_k = eta_k c_{k+1}}, {@code beta_k = (eta_{k-1} / eta_k)
   * (1 - c_k)}, with {@code beta_0 = 0}, which multiplies nothing.
   */
  public MomentumForm momentum() {
    double[] alpha = new double[eta.length];
    double[] beta = new double[eta.length];
    for (int k = 0; k < eta.length; k++) {
      alpha[k] = eta[k] * averaging[k];
      beta[k] = k == 0 ? 0 : eta[k - 1] / eta[k] * (1 - averaging[k - 1]);
    }
    return new MomentumForm(alpha, beta);
  }

  /**
   * Returns the fast point {@code z_k = x_k + ((1 - c_k) / c_k) (x_k - x_{k-1})} behind two points.
   *
   * @param c c_k, with which x_k was averaged, in (0, 1]
   */
  public static double[] fastPoint(double[] x, double[] previous, double c) {
    check("averaging", c);
    double factor = (1 - c) / c;
    double[] z = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      z[i] = x[i] + factor * (x[i] - previous[i]);
    }
    return z;
  }

  /**
   * Returns the fast point {@code z_k = x_k - eta_k beta_k m_k} of a state of the momentum form, as
   * {@code sgd} saves it; with constants, {@code x - alpha beta m / (1 - beta)}.
   *
   * @param velocity m_k
   * @param eta eta_k of this form
   * @param beta beta_k of the momentum form
   */
  public static double[] fastPointOfVelocity(
      double[] x, double[] velocity, double eta, double beta) {
    double factor = eta * beta;
    double[] z = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      z[i] = x[i] - factor * velocity[i];
    }
    return z;
  }

  private static void check(String name, double c) {
    if (!(c > 0 && c <= 1)) {
      throw new IllegalArgumentException(
          "averaging form: %s must be in (0, 1], was %s".formatted(name, c));
    }
  }
}
