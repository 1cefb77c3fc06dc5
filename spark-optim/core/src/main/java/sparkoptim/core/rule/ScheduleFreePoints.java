// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.StateVisitor;
import sparkoptim.core.Stateful;

/**
 * The three points of the Schedule-Free rules: z moves, x is its average and y, where gradients are
 * taken, is between them: {@code y = x + (1 - b) (z - x)}. y is derived, and not saved.
 */
final class ScheduleFreePoints implements Stateful {
  final double[] x;
  final double[] y;
  final double[] z;
  private final double pull;

  ScheduleFreePoints(double[] start, double b) {
    x = start.clone();
    z = start.clone();
    y = new double[start.length];
    pull = 1 - b;
    between();
  }

  /** Written so that y is x where z is, or where the factor is 1. */
  void between() {
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i] + pull * (z[i] - x[i]);
    }
  }

  @Override
  public void fields(StateVisitor fields) {
    fields.vector("x", x);
    fields.vector("z", z);
    between();
  }
}
