// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.SampleRows;

/** Training by the loop, as any other objective is. */
final class PerceptronLoopTest {
  private static final SampleRows XOR =
      new SampleRows(
          new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}},
          new double[] {0, 1, 1, 0},
          new double[] {1, 1, 1, 1});

  private static Loop loop(PerceptronCase problem, String method, long batchSize, long steps) {
    return new Loop(
        OptimMethod.parse(method),
        problem.objective(batchSize),
        steps,
        0,
        problem.layers().initial(3));
  }

  @ParameterizedTest
  @CsvSource({
    "TANH, SOFTMAX, DOUBLE",
    "RELU, SOFTMAX, DOUBLE",
    "SIGMOID, SOFTMAX, DOUBLE",
    "TANH, SQUARED, DOUBLE",
    "TANH, SOFTMAX, SINGLE"
  })
  void train_exclusiveOr_isLearnt(Activation hidden, OutputLoss loss, Precision precision) {
    int outputs = loss == OutputLoss.SOFTMAX ? 2 : 1;
    PerceptronCase problem =
        PerceptronCase.of(Layers.of(hidden, loss, 2, 8, outputs))
            .over(XOR)
            .in(1)
            .with(precision, Backend.JAVA);
    Loop loop = loop(problem, "plain + sgd(0.9) + constant(0.3)", 0, 1000);
    Iteration last = null;
    while (loop.begin()) {
      last = loop.next();
    }
    assertThat(last.loss()).isLessThan(0.01);
    double[] predicted = problem.problem().predict(loop.served(), XOR.sparseBlock());
    for (int row = 0; row < 4; row++) {
      double one = predicted[row * outputs + outputs - 1];
      assertThat(one > 0.5).isEqualTo(XOR.labels()[row] == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain + sgd(0.9) + linear(0.2, 0)",
        "alpha-svrg(alpha=linear(0.75, 0)) + sgd",
        "svrg(every=3) + sgd + bb(0.1)"
      })
  void restore_savedAtAnyStep_continuesWithTheSameBits(String method) {
    int steps = 10;
    PerceptronCase problem =
        PerceptronCase.deep().penalised(0.01).with(Precision.DOUBLE, Backend.AUTO);
    Loop whole = loop(problem, method, 10, steps);
    List<LoopState> states = new ArrayList<>();
    for (int k = 0; k < steps; k++) {
      states.add(LoopState.of(whole));
      whole.next();
    }
    assertThat(whole.served()).isNotEqualTo(problem.layers().initial(3));
    for (LoopState state : states) {
      Loop resumed = loop(problem, method, 10, steps);
      state.restore(resumed);
      resumed.forEachRemaining(iteration -> {});
      assertThat(resumed.served()).isEqualTo(whole.served());
    }
  }

  @Test
  void train_varianceReduced_endsNearerToTheMinimum() {
    PerceptronCase problem = PerceptronCase.deep().penalised(0.05);
    double plain = gradientAfter(problem, "plain + sgd + constant(0.3)");
    double reduced = gradientAfter(problem, "svrg + sgd + constant(0.3)");
    assertThat(reduced).isLessThan(plain / 10);
  }

  private static double gradientAfter(PerceptronCase problem, String method) {
    Loop loop = loop(problem, method, 5, 8 * 200);
    loop.forEachRemaining(iteration -> {});
    NaivePerceptron naive = new NaivePerceptron(problem);
    double square = 0;
    for (double g : naive.gradient(loop.served(), naive.all())) {
      square += g * g;
    }
    return Math.sqrt(square);
  }
}
