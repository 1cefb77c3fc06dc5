// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.PlainText;

/**
 * Schedules of SGD with momentum, {@code m_{k+1} = beta_k m_k + g(x_k)}, {@code x_{k+1} = x_k -
 * alpha_k m_{k+1}}, m starting at 0, which every {@link AveragingForm} has exactly one of and which
 * have as many of those as there are first step sizes. Derived from Defazio, arXiv 2010.00406; for
 * constants {@code eta = alpha / (1 - beta)}, {@code c = 1 - beta}. For analysis: a run with
 * momentum is better made by {@link Sgd} itself, as eta grows geometrically after alpha falls.
 */
public final class MomentumForm {
  private final double[] alpha;
  private final double[] beta;

  /**
   * Schedules by step.
   *
   * @param alpha step sizes, finite and > 0
   * @param beta momenta; the first multiplies {@code m_0 = 0}
   */
  public MomentumForm(double[] alpha, double[] beta) {
    if (alpha.length != beta.length) {
      throw new IllegalArgumentException(
          PlainText.of(
              "momentum form: as many alpha as beta, was %d and %d", alpha.length, beta.length));
    }
    this.alpha = alpha.clone();
    this.beta = beta.clone();
    for (int k = 0; k < alpha.length; k++) {
      if (!(0 < alpha[k] && alpha[k] < Double.POSITIVE_INFINITY)) {
        throw refused("alpha at step " + k, "finite and > 0", alpha[k]);
      }
      if (!(0 <= beta[k] && beta[k] < Double.POSITIVE_INFINITY)) {
        throw refused("beta at step " + k, "finite and >= 0", beta[k]);
      }
    }
  }

  /** Returns a copy of the step sizes. */
  public double[] alpha() {
    return alpha.clone();
  }

  /** Returns a copy of the momenta. */
  public double[] beta() {
    return beta.clone();
  }

  /** Returns the averaging form that starts at {@code eta_0 = alpha_0 / (1 - beta_0)}. */
  public AveragingForm averaging() {
    return averaging(alpha.length == 0 ? 1 : alpha[0] / (1 - beta[0]));
  }

  /**
   * Returns the averaging form {@code c_{k+1} = alpha_k / eta_k}, {@code eta_{k+1} = (eta_k -
   * alpha_k) / beta_{k+1}}. Rounding errors of eta grow by {@code 1 / beta} a step.
   *
   * @param firstEta eta_0, > alpha_0; any gives the same x
   * @throws IllegalArgumentException naming the first step where {@code alpha_k >= eta_k}, {@code
   *     beta_{k+1} = 0} or eta overflows: there is no averaging form from there on
   */
  public AveragingForm averaging(double firstEta) {
    double[] eta = new double[alpha.length];
    double[] c = new double[alpha.length];
    double next = firstEta;
    for (int k = 0; k < eta.length; k++) {
      if (!Double.isFinite(next)) {
        throw refused("eta at step " + k, "finite", next);
      }
      boolean last = k + 1 == eta.length;
      if (!(alpha[k] < next || (last && alpha[k] == next))) {
        throw refused("alpha at step " + k, "< eta = " + next, alpha[k]);
      }
      eta[k] = next;
      c[k] = alpha[k] / next;
      if (!last) {
        if (beta[k + 1] == 0) {
          throw refused("beta at step " + (k + 1), "> 0", 0);
        }
        next = (next - alpha[k]) / beta[k + 1];
      }
    }
    return new AveragingForm(eta, c);
  }

  /**
   * Returns the momentum {@code m_{k+1} = (x_k - x_{k+1}) / alpha_k} that led from one point to the
   * next.
   *
   * @param alpha step size of the step, > 0
   */
  public static double[] velocity(double[] x, double[] previous, double alpha) {
    if (!(alpha > 0)) {
      throw refused("alpha", "> 0", alpha);
    }
    double[] velocity = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      velocity[i] = (previous[i] - x[i]) / alpha;
    }
    return velocity;
  }

  /**
   * Returns the momentum {@code m_k = (x_k - z_k) / (eta_k beta_k)} of a state of the averaging
   * form, as {@code sgd} saves it.
   *
   * @param eta eta_k of the averaging form, > 0
   * @param beta beta_k of this form, > 0
   */
  public static double[] velocityOfFastPoint(double[] x, double[] z, double eta, double beta) {
    if (!(eta > 0)) {
      throw refused("eta", "> 0", eta);
    }
    if (!(beta > 0)) {
      throw refused("beta", "> 0", beta);
    }
    return velocity(z, x, eta * beta);
  }

  private static IllegalArgumentException refused(String name, String rule, double value) {
    return new IllegalArgumentException(
        "momentum form: %s must be %s, was %s".formatted(name, rule, value));
  }
}
