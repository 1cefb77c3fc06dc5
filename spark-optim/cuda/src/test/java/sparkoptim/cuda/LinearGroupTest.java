// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.ScalarLoss;
import sparkoptim.core.linear.SoftmaxCrossEntropy;

/** Which problems have kernels; needs no GPU. */
final class LinearGroupTest {
  /** A loss of a user's. */
  private record Own() implements ScalarLoss {
    @Override
    public double value(double label, double margin) {
      return margin;
    }

    @Override
    public double slope(double label, double margin) {
      return 1;
    }

    @Override
    public double curvature() {
      return 0;
    }
  }

  private static LinearProblem problem(LinearLoss loss, int features, int outputs, long entries) {
    return new LinearProblem(loss, features, outputs, true, 10, 10, 1, entries, 1, Penalty.NONE, 1);
  }

  @Test
  void refusal_knownLosses_isNone() {
    assertThat(LinearGroup.refusal(problem(LogisticLoss.LOSS, 5000, 1, 100))).isNull();
    assertThat(LinearGroup.refusal(problem(SoftmaxCrossEntropy.LOSS, 5000, 32, 100))).isNull();
    assertThat(LinearGroup.refusal(problem(SoftmaxCrossEntropy.LOSS, 5000, 1000, 0))).isNull();
    assertThat(LinearGroup.refusal(problem(SoftmaxCrossEntropy.LOSS, 1024, 1000, 100))).isNull();
  }

  @Test
  void refusal_unknownLoss_namesIt() {
    assertThat(LinearGroup.refusal(problem(new Own(), 5, 1, 0))).contains("loss").contains("Own");
  }

  @Test
  void refusal_manyClassesOfWideSparseRows_namesTheLimit() {
    assertThat(LinearGroup.refusal(problem(SoftmaxCrossEntropy.LOSS, 5000, 33, 100)))
        .contains("1024 features")
        .contains("at most 32 classes")
        .contains("33");
  }
}
