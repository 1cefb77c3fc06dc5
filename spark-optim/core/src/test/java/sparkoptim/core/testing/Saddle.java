// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import sparkoptim.core.Gradient;
import sparkoptim.core.Space;
import sparkoptim.core.WholeSpace;

/** {@code x^4 / 4 - x^2 / 2 + y^2 / 2}: concave along x near 0. */
public record Saddle() implements WholeBatch {
  @Override
  public Space space() {
    return new WholeSpace(2);
  }

  @Override
  public double evaluate(double[] point, Gradient gradient) {
    double x = point[0];
    double y = point[1];
    gradient.values[0] = x * x * x - x;
    gradient.values[1] = y;
    return x * x * x * x / 4 - x * x / 2 + y * y / 2;
  }
}
