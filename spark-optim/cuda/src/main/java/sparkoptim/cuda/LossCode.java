// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.List;
import sparkoptim.core.linear.HingeLoss;
import sparkoptim.core.linear.HuberLoss;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.PoissonLoss;
import sparkoptim.core.linear.SoftmaxCrossEntropy;
import sparkoptim.core.linear.SquaredHingeLoss;
import sparkoptim.core.linear.SquaredLoss;

/** The macros by which losses.cuh knows a loss. */
final class LossCode {
  private LossCode() {}

  /** Returns the macros of a loss; null for an unknown loss. */
  static List<String> macros(LinearLoss loss) {
    if (loss instanceof SoftmaxCrossEntropy || loss instanceof LogisticLoss) {
      return List.of("LOSS=0");
    }
    if (loss instanceof SquaredLoss) {
      return List.of("LOSS=1");
    }
    if (loss instanceof HingeLoss) {
      return List.of("LOSS=2");
    }
    if (loss instanceof SquaredHingeLoss) {
      return List.of("LOSS=3");
    }
    if (loss instanceof HuberLoss huber) {
      return List.of("LOSS=4", "DELTA=" + huber.delta());
    }
    if (loss instanceof PoissonLoss) {
      return List.of("LOSS=5");
    }
    return null;
  }
}
