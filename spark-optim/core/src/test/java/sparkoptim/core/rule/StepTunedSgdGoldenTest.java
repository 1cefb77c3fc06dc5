// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.Objective;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.Saddle;
import sparkoptim.core.testing.Watched;

/** The golden vectors A1 to A4, with the paper's step sizes. */
final class StepTunedSgdGoldenTest {
  /** LSQ in mini-batches of two rows. */
  private static final class Pairs implements StochasticObjective {
    private static final int[][] BATCHES = {{0, 1}, {2, 3}, {0, 2}, {1, 3}};

    private final LeastSquares rows = new LeastSquares();

    @Override
    public Space space() {
      return rows.space();
    }

    @Override
    public Objective full() {
      return rows.full();
    }

    @Override
    public Objective batch(long step) {
      int[] pair = BATCHES[(int) step];
      return new Pair(rows.batch(pair[0]), rows.batch(pair[1]));
    }

    @Override
    public long stepsPerEpoch() {
      return 2;
    }

    @Override
    public void fullGradient(Snapshot snapshot) {
      rows.fullGradient(snapshot);
    }
  }

  private record Pair(Objective first, Objective second) implements Objective {
    @Override
    public long rows() {
      return 2;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      Gradient other = new Gradient(point.length);
      double loss = first.evaluate(point, gradient) + second.evaluate(point, other);
      for (int i = 0; i < point.length; i++) {
        gradient.values[i] = (gradient.values[i] + other.values[i]) / 2;
      }
      return loss / 2;
    }

    @Override
    public double evaluate(
        double[] point, Snapshot snapshot, double coefficient, Gradient gradient) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void miniBatches_leastSquares_isTheGoldenRun() {
    run("steptuned/A1_lsq_minibatch", "", new Pairs(), 0.5, 0, 0);
  }

  @Test
  void negativeCurvature_saddle_isTheGoldenRun() {
    run("steptuned/A2_negative_curvature", "", new Saddle(), 0.1, 0.1, 0);
  }

  /** No 0/0: the gradient is 0 from the start. */
  @Test
  void stationaryStart_staysAndTakesNu() {
    run("steptuned/A3_stationary_start", "", new Quadratic(1, 10), 0.1, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({"stiff, 10, 10, 0.05", "flat, 0.1, 0.1, 0.1", "inside, 1, 0.8, 0.1"})
  void clamped_isTheGoldenRun(String part, double first, double second, double alpha) {
    StochasticObjective quadratic = new Quadratic(first, second);
    run("steptuned/A4_clamp_low_and_free", "/" + part, quadratic, alpha, 1, 1);
  }

  private static void run(
      String id, String part, StochasticObjective objective, double alpha, double x, double y) {
    JsonNode steps = Golden.vector(id).at(part);
    Watched watched = new Watched(objective);
    OptimMethod method = OptimMethod.parse("step-tuned + power(%s, 0.501)".formatted(alpha));
    Loop loop = new Loop(method, watched, steps.size(), 0, new double[] {x, y});
    assertThat(steps).isNotEmpty();
    for (JsonNode expected : steps) {
      Iteration iteration = loop.next();
      int k = (int) iteration.step();
      assertThat(iteration.stepSize()).isCloseTo(number(expected, "eta"), tolerance());
      assertThat(watched.gradients).hasSize(2 * k + 2);
      same(watched.gradients.get(2 * k), expected, "g0");
      same(watched.gradients.get(2 * k + 1), expected, "g_half");
      same(loop.served(), expected, "x");
      LoopState state = LoopState.of(loop);
      same(state.vectors().get("rule.curvature"), expected, "G");
      assertThat(state.numbers().get("rule.gamma"))
          .isCloseTo(number(expected, "gamma_next"), tolerance());
    }
  }

  private static void same(double[] actual, JsonNode expected, String name) {
    assertThat(actual).containsExactly(Golden.doubles(expected.get(name)), tolerance());
  }

  private static double number(JsonNode expected, String name) {
    return expected.get(name).doubleValue();
  }

  private static Offset<Double> tolerance() {
    return within(Golden.TOLERANCE);
  }
}
