// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import sparkoptim.core.Capability;
import sparkoptim.core.testing.LinearCase;

final class LinearProblemTest {
  @Test
  void dimension_intercepts_comeLast() {
    assertThat(LinearCase.logistic().problem().dimension()).isEqualTo(7);
    assertThat(LinearCase.logistic().withoutIntercept().problem().dimension()).isEqualTo(6);
    assertThat(LinearCase.softmax().problem().dimension()).isEqualTo(21);
    assertThat(LinearCase.softmax().withoutIntercept().problem().dimension()).isEqualTo(18);
  }

  @Test
  void penalty_everyOutputOfAFeature_hasItsWeight() {
    LinearCase problem = LinearCase.softmax().penalised(6);
    assertThat(problem.problem().penalty())
        .isEqualTo(new double[] {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 0, 0, 0});
    assertThat(LinearCase.softmax().problem().penalty()).isNull();
  }

  @Test
  void offers_passesMemoryAndTable() {
    assertThat(LinearCase.logistic().problem().offers())
        .containsExactlyInAnyOrder(
            Capability.LOCAL_EPOCHS,
            Capability.REMEMBERS,
            Capability.ROW_TABLE,
            Capability.MARGINS);
  }

  @Test
  void scalarLoss_severalOutputs_isRefused() {
    assertThatThrownBy(() -> problem(LogisticLoss.LOSS, 6, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a scalar loss has 1 output, was 3");
  }

  @Test
  void coordinates_moreThanAnArrayHolds_areRefused() {
    assertThatThrownBy(() -> problem(SoftmaxCrossEntropy.LOSS, 1 << 20, 1 << 12))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1048576 features x 4096 classes are more coordinates than an array holds");
  }

  @Test
  void penalty_weightsOfOtherLengthOrSign_areRefused() {
    Penalty two = Penalty.ofSquares(new double[2]);
    assertThatThrownBy(
            () -> new LinearProblem(LogisticLoss.LOSS, 3, 1, true, 10, 10, 1, 0, 1, two, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("penalty: 2 weights for 3 features");
    assertThatThrownBy(() -> new Penalty(null, new double[] {0, -1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("penalty: l1 of feature 1 must be >= 0, was -1.0");
  }

  private static LinearProblem problem(LinearLoss loss, int features, int outputs) {
    return new LinearProblem(loss, features, outputs, true, 10, 10, 1, 0, 1, Penalty.NONE, 0);
  }
}
