// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

/** The golden vector F2: SGD-BB with m = 8 steps an epoch, two passes over the four rows. */
final class SgdBarzilaiBorweinGoldenTest {
  private static final int EPOCH = 8;

  /** An epoch is two passes. */
  private record Twice(LeastSquares problem) implements StochasticObjective {
    @Override
    public Space space() {
      return problem.space();
    }

    @Override
    public Objective full() {
      return problem.full();
    }

    @Override
    public Objective batch(long step) {
      return problem.batch(step);
    }

    @Override
    public long stepsPerEpoch() {
      return EPOCH;
    }

    @Override
    public void fullGradient(Snapshot snapshot) {
      problem.fullGradient(snapshot);
    }
  }

  @ParameterizedTest
  @CsvSource({"raw, false", "smooth_phi_k, true"})
  void run_leastSquares_isTheGoldenOne(String name, boolean smoothing) {
    JsonNode epochs = Golden.vector("related/F2_sgd_bb_beta0.25_m8").get(name);
    OptimMethod method =
        OptimMethod.parse("sgd + sgd-bb(eta=0.05, beta=0.25, smoothing=%s)".formatted(smoothing));
    long steps = (long) EPOCH * epochs.size();
    Loop loop = new Loop(method, new Twice(new LeastSquares()), steps, 0, new double[] {0, 0});
    assertThat(epochs).hasSize(5);
    for (JsonNode expected : epochs) {
      for (int t = 0; t < EPOCH; t++) {
        Iteration iteration = loop.next();
        assertThat(iteration.stepSize())
            .isCloseTo(expected.get("eta").doubleValue(), within(Golden.TOLERANCE));
      }
      assertThat(LoopState.of(loop).vectors().get("stepSize.average"))
          .containsExactly(Golden.doubles(expected.get("g_hat")), within(Golden.TOLERANCE));
      assertThat(loop.served())
          .containsExactly(Golden.doubles(expected.get("w")), within(Golden.TOLERANCE));
    }
  }
}
