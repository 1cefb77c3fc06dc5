// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;

/** A loss and its gradient. */
public record EvaluatedGradient(double loss, double[] gradient) {
  /** At a point; what the objective does not write is NaN. */
  public static EvaluatedGradient of(Objective objective, double[] point) {
    Gradient gradient = new Gradient(point.length);
    Arrays.fill(gradient.values, Double.NaN);
    double loss = objective.evaluate(point, gradient);
    return new EvaluatedGradient(loss, gradient.values);
  }

  /** Requires the gradient to be the losses' central difference along every coordinate. */
  public static void assertIsDerivative(
      Objective objective, double[] point, double difference, double error) {
    double[] gradient = of(objective, point).gradient;
    for (int i = 0; i < point.length; i++) {
      double at = point[i];
      point[i] = at + difference;
      double ahead = of(objective, point).loss;
      point[i] = at - difference;
      double behind = of(objective, point).loss;
      point[i] = at;
      assertThat(gradient[i]).isCloseTo((ahead - behind) / (2 * difference), within(error));
    }
  }

  /** Requires another's numbers up to rounding. */
  public void assertClose(EvaluatedGradient expected, double rounding) {
    assertThat(loss).isCloseTo(expected.loss, within(rounding));
    assertThat(gradient).containsExactly(expected.gradient, within(rounding));
  }
}
