// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.Watched;

/** The golden vector F1: SVRG-BB without guards, m = 8 steps between snapshots. */
final class BarzilaiBorweinGoldenTest {
  private static final int INNER = 8;

  @Test
  void run_leastSquares_isTheGoldenOne() {
    JsonNode epochs = Golden.vector("related/F1_svrg_bb_m8");
    OptimMethod method =
        OptimMethod.parse("svrg(every=8) + sgd + bb(eta=0.05, min=0, max=Infinity, guard=false)");
    Watched objective = new Watched(new LeastSquares());
    Loop loop = new Loop(method, objective, (long) INNER * epochs.size(), 0, new double[] {0, 0});
    for (int epoch = 0; epoch < epochs.size(); epoch++) {
      JsonNode expected = epochs.get(epoch);
      for (int t = 0; t < INNER; t++) {
        Iteration iteration = loop.next();
        assertThat(iteration.stepSize())
            .isCloseTo(expected.get("eta").doubleValue(), within(Golden.TOLERANCE));
      }
      assertThat(objective.renewed).hasSize(epoch + 1);
      assertThat(objective.renewed.get(epoch))
          .containsExactly(Golden.doubles(expected.get("full_grad")), within(Golden.TOLERANCE));
      assertThat(loop.served())
          .containsExactly(Golden.doubles(expected.get("w")), within(Golden.TOLERANCE));
    }
  }
}
