// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.LinkedHashMap;
import java.util.Map;

/** The losses of linear models that this library brings, by name. */
public final class CoreLosses implements LossProvider {
  /** The customary delta, at which Huber's estimate is 95% efficient for normal residuals. */
  private static final double DELTA = 1.35;

  @Override
  public Map<String, LinearLoss> losses() {
    Map<String, LinearLoss> losses = new LinkedHashMap<>();
    losses.put("logistic", LogisticLoss.LOSS);
    losses.put("softmax", SoftmaxCrossEntropy.LOSS);
    losses.put("hinge", HingeLoss.LOSS);
    losses.put("squared-hinge", SquaredHingeLoss.LOSS);
    losses.put("squared", SquaredLoss.LOSS);
    losses.put("huber", new HuberLoss(DELTA));
    losses.put("poisson", PoissonLoss.LOSS);
    return losses;
  }
}
