// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import sparkoptim.core.Gradient;
import sparkoptim.core.Space;
import sparkoptim.core.WholeSpace;

/** {@code (1 - x)^2 + 100 (y - x^2)^2}: a narrow curved valley to (1, 1). */
public record Rosenbrock() implements WholeBatch {
  @Override
  public Space space() {
    return new WholeSpace(2);
  }

  @Override
  public double evaluate(double[] point, Gradient gradient) {
    double x = point[0];
    double off = point[1] - x * x;
    gradient.values[0] = -2 * (1 - x) - 400 * x * off;
    gradient.values[1] = 200 * off;
    return (1 - x) * (1 - x) + 100 * off * off;
  }
}
