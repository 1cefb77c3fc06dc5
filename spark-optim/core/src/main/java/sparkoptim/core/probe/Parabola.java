// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

/** {@code loss - slope e + curvature e^2 / 2}: the loss at {@code theta - e g} as a model. */
record Parabola(double loss, double slope, double curvature) {
  /** Returns the parabola through the losses at e = 0, h and 2 h. */
  static Parabola through(double h, double atZero, double atOne, double atTwo) {
    double slope = (3 * atZero - 4 * atOne + atTwo) / (2 * h);
    return new Parabola(atZero, slope, (atZero - 2 * atOne + atTwo) / (h * h));
  }

  /** Returns whether it has a minimum, and ahead. */
  boolean hasMinimum() {
    return slope > 0 && curvature > 0 && Double.isFinite(slope / curvature);
  }

  /** Returns the place of its minimum; NaN if it has none ahead. */
  double etaStar() {
    return hasMinimum() ? slope / curvature : Double.NaN;
  }

  /** Returns how far its minimum is below its start. */
  double decrease() {
    return etaStar() * slope / 2;
  }

  double at(double e) {
    return loss - slope * e + curvature * e * e / 2;
  }
}
