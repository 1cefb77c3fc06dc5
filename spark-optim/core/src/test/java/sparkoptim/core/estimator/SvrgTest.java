// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.testing.LinearCase;

final class SvrgTest {
  @ParameterizedTest
  @CsvSource({"0, sgd + bb(0.2), 10", "3, sgd(0.9) + constant(0.2), 10", "2, local + bb(0.05), 0"})
  void svrg_anySetting_hasTheBitsOfAlphaOne(long every, String rest, long batchSize) {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    Loop svrg = loop("svrg(" + every + ") + " + rest, problem, batchSize);
    Loop alpha = loop("alpha-svrg(1, " + every + ") + " + rest, problem, batchSize);
    while (alpha.begin()) {
      assertThat(svrg.next()).isEqualTo(alpha.next());
      assertThat(svrg.served()).isEqualTo(alpha.served());
      assertThat(svrg.snapshot().point).isEqualTo(alpha.snapshot().point);
    }
    assertThat(svrg.begin()).isFalse();
  }

  private static Loop loop(String method, LinearCase problem, long batchSize) {
    return new Loop(
        OptimMethod.parse(method), problem.objective(batchSize), 11, 0, problem.point(1));
  }

  @Test
  void passesAndTraits_areThoseOfAlphaOne() {
    Set<Capability> remembers = Set.of(Capability.REMEMBERS);
    assertThat(new Svrg(4).passes(2, Set.of(), 10))
        .isEqualTo(new AlphaSvrg(new Constant(1), 4, 0).passes(2, Set.of(), 10));
    assertThat(Svrg.DEFAULT.passes(1, remembers, 10)).isEqualTo(2);
    assertThat(Svrg.DEFAULT.offers()).isEqualTo(AlphaSvrg.DEFAULT.offers());
  }

  @Test
  void every_negative_isRefused() {
    assertThatThrownBy(() -> new Svrg(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("svrg: every must be >= 0 (0: once an epoch), was -1");
  }
}
