// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import sparkoptim.core.Gradient;
import sparkoptim.core.Space;
import sparkoptim.core.WholeSpace;

/** {@code 1/2 sum h_i x_i^2} as a single row: every batch is the whole. */
public record Quadratic(double... curvatures) implements WholeBatch {
  @Override
  public Space space() {
    return new WholeSpace(curvatures.length);
  }

  @Override
  public double evaluate(double[] point, Gradient gradient) {
    double loss = 0;
    for (int i = 0; i < curvatures.length; i++) {
      gradient.values[i] = curvatures[i] * point[i];
      loss += curvatures[i] * point[i] * point[i] / 2;
    }
    return loss;
  }
}
