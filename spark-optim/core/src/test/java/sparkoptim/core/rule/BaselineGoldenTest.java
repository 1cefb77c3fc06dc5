// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.Quadratic;

/** The golden runs of the rules that are everybody's, on {@code 1/2 (x^2 + 10 y^2)} from (1, 1). */
final class BaselineGoldenTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sgd_momentum     | sgd(0.9) + constant(0.05)",
        "sgd_nesterov     | sgd(0.9, nesterov=true) + constant(0.05)",
        "adam             | adam + constant(0.1)",
        "adamw            | adamw(decay=0.05) + constant(0.1)",
        "rmsprop          | rmsprop + constant(0.01)",
        "rmsprop_centered | rmsprop(centered=true) + constant(0.01)",
        "adagrad          | adagrad + constant(0.1)",
      })
  void run_quadratic_isTheGoldenOne(String vector, String method) {
    JsonNode steps = Golden.vector("baseline/" + vector);
    OptimMethod parsed = OptimMethod.parse(method);
    Loop loop = new Loop(parsed, new Quadratic(1, 10), steps.size(), 0, new double[] {1, 1});
    for (JsonNode expected : steps) {
      loop.next();
      assertThat(loop.served())
          .containsExactly(Golden.doubles(expected.get("w")), within(Golden.TOLERANCE));
    }
  }
}
