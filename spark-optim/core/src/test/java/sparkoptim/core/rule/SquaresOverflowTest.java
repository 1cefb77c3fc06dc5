// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.Quadratic;

final class SquaresOverflowTest {
  /** Gradients of 1e160, whose squares are infinite: dividing by their root moves nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "adam",
        "adam(amsgrad=true)",
        "adamw(decay=0)",
        "adamw(decay=0, amsgrad=true)",
        "rmsprop",
        "rmsprop(centered=true)",
        "rmsprop(momentum=0.9)",
        "rmsprop(centered=true, momentum=0.9)",
        "adagrad",
        "schedule-free-adamw",
        "gpa",
        "prodigy(start=1)"
      })
  void step_squareOverflows_endsAsDiverged(String rule) {
    OptimMethod method = OptimMethod.parse(rule + " + constant(1e-3)");
    Loop loop = new Loop(method, new Quadratic(1e160, 1), 5, 0, new double[] {1, 1});
    assertThatThrownBy(() -> loop.forEachRemaining(iteration -> {}))
        .isInstanceOf(DivergedException.class);
  }
}
