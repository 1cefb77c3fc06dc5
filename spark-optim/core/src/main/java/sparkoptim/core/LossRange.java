// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.io.Serializable;

/**
 * What the losses of a problem are measured by, so that "nearly optimal" means the same however
 * labels, weights and classes are scaled.
 *
 * @param least mean over the rows of the least loss that any margin gives; 0 for most losses
 * @param ofNull mean loss of the null model, which has intercepts alone; NaN where it is not known
 */
public record LossRange(double least, double ofNull) implements Serializable {
  /** Losses that are never below 0, and a null model that is not known. */
  public static final LossRange UNKNOWN = new LossRange(0, Double.NaN);

  /** Part of the null model's loss below which a loss counts as 0, as of separable rows. */
  private static final double FLOOR = 1e-6;

  /**
   * Returns the scale of a gap to the optimum: the loss above the least one, and at least a
   * millionth of what the null model has.
   *
   * @param loss at the point
   * @param start stands in for the null model's loss where that is not known
   */
  public double scale(double loss, double start) {
    double reference = Double.isNaN(ofNull) ? start : ofNull;
    return Math.max(loss - least, FLOOR * (reference - least));
  }
}
