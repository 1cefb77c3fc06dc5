// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.LeastSquares;

/** Johnson and Zhang's promise: SVRG converges linearly with a constant step where SGD stalls. */
final class AlphaSvrgConvergenceTest {
  private static final int INNER = 8;
  private static final double[] OPTIMUM = {0.7582892839980785, 0.7626141278231623};

  @Test
  void svrg_leastSquares_convergesLinearly() {
    assertThat(excess("svrg(every=8)", 10)).isBetween(1e-7, 1e-4);
    assertThat(excess("svrg(every=8)", 20)).isLessThan(1e-8);
    assertThat(excess("svrg(every=8)", 40)).isLessThan(1e-13);
  }

  @Test
  void plain_leastSquares_stalls() {
    assertThat(excess("plain", 20)).isGreaterThan(1e-4);
    assertThat(excess("plain", 40)).isGreaterThan(1e-4);
  }

  /** Loss above the optimum after epochs of {@link #INNER} steps of 0.1 from (0, 0). */
  private static double excess(String estimator, int epochs) {
    OptimMethod method = OptimMethod.parse(estimator + " + sgd + constant(0.1)");
    Loop loop = new Loop(method, new LeastSquares(), (long) INNER * epochs, 0, new double[2]);
    loop.forEachRemaining(iteration -> {});
    return LeastSquares.loss(loop.served()) - LeastSquares.loss(OPTIMUM);
  }
}
