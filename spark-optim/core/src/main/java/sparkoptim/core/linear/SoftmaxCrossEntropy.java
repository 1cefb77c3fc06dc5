// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/** Cross-entropy of the softmax of K margins, one for each class; labels are 0 to K - 1. */
public record SoftmaxCrossEntropy() implements LinearLoss {
  /** The only one. */
  public static final SoftmaxCrossEntropy LOSS = new SoftmaxCrossEntropy();

  @Override
  public double curvature() {
    return 0.5;
  }

  /** A row of this loss has probability e^-loss, and curvature p (1 - p). */
  @Override
  public double typicalCurvature(double loss) {
    return StrictMath.exp(-loss) * -StrictMath.expm1(-loss);
  }

  @Override
  public String toString() {
    return "softmax";
  }
}
