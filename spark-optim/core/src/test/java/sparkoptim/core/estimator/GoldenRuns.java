// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;

/** Plain steps of 0.1 from (0, 0) along what an estimator yields, against a golden vector. */
final class GoldenRuns {
  private static final double ETA = 0.1;

  private GoldenRuns() {}

  static RunContext context(StochasticObjective objective) {
    return new RunContext(objective.space(), new Plan(LeastSquares.ROWS, 100, 1));
  }

  /**
   * Checks direction and point of every step.
   *
   * @param direction name of the direction in the vector
   */
  static void check(String id, String direction, GradientEstimator.Run run) {
    double[] point = new double[2];
    Gradient gradient = new Gradient(2);
    long step = 0;
    for (JsonNode expected : Golden.vector(id)) {
      run.begin(step++, point);
      run.evaluate(point, gradient);
      assertThat(gradient.values)
          .as("%s, step %d", id, step - 1)
          .containsExactly(Golden.doubles(expected.get(direction)), within(Golden.TOLERANCE));
      for (int j = 0; j < 2; j++) {
        point[j] -= ETA * gradient.values[j];
      }
      assertThat(point)
          .containsExactly(Golden.doubles(expected.get("w")), within(Golden.TOLERANCE));
    }
  }
}
