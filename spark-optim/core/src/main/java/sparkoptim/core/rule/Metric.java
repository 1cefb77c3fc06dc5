// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;

/**
 * The proximal step of a rule that divides coordinate i by {@code root sqrt(v_i) + epsilon}: in the
 * metric of that division, so that a point at rest under the rule is a minimum of the loss and the
 * penalty together. Without a penalty it holds no memory and does nothing.
 */
final class Metric {
  private final Prox prox;
  private final double[] scale;

  Metric(RunContext context, int size) {
    prox = context.prox();
    scale = prox == Prox.NONE ? null : new double[size];
  }

  void apply(double[] x, double eta, double[] squares, double root, double epsilon) {
    if (scale == null) {
      return;
    }
    for (int i = 0; i < scale.length; i++) {
      scale[i] = 1 / (root * Math.sqrt(squares[i]) + epsilon);
    }
    prox.apply(x, eta, scale);
  }
}
