// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.testing.LinearCase;

/** A whole pass ends in its middle when its thread is interrupted. */
class CancellationTest {
  private static final List<LinearCase> CASES =
      List.of(LinearCase.logistic(), LinearCase.softmax());

  @ParameterizedTest
  @ValueSource(strings = {"evaluate", "batch", "corrected", "fullGradient", "pass"})
  void request_inAnInterruptedThread_ends(String what) {
    for (LinearCase problem : CASES) {
      assertThatCode(() -> ask(problem, what)).doesNotThrowAnyException();
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> ask(problem, what)).isInstanceOf(CancellationException.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  private static void ask(LinearCase problem, String what) {
    ShardedObjective objective = problem.objective(5);
    int dimension = objective.space().dimension();
    double[] point = new double[dimension];
    Gradient gradient = new Gradient(dimension);
    Snapshot snapshot = new Snapshot(dimension);
    switch (what) {
      case "evaluate" -> objective.full().evaluate(point, gradient);
      case "batch" -> objective.batch(3).evaluate(point, gradient);
      case "corrected" -> objective.full().evaluate(point, snapshot, 0.5, gradient);
      case "fullGradient" -> objective.fullGradient(snapshot);
      default -> objective.full().localEpoch(point, null, 0, 0.01);
    }
  }
}
