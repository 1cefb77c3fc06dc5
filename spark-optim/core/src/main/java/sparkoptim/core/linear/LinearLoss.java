// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.io.Serializable;

/** The loss of a linear model: of one margin per row, or of one per class. */
public sealed interface LinearLoss extends Serializable permits ScalarLoss, SoftmaxCrossEntropy {
  /**
   * An upper bound of its second derivative along the margins: derivatives change by at most that
   * many times the change of the margins. Infinite where there is none, and no step size follows
   * from it.
   */
  double curvature();

  /** Returns whether it has a second derivative, or a stand-in that Newton's method can use. */
  default boolean curved() {
    return curvature() < Double.POSITIVE_INFINITY;
  }

  /**
   * Returns about the mean second derivative where the mean loss is this one; NaN where the loss
   * does not tell.
   *
   * @param loss the mean loss above the least one
   */
  default double typicalCurvature(double loss) {
    return Double.NaN;
  }
}
