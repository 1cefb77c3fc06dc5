// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.io.Serializable;

/**
 * Standardizes labels before they are rounded to a network's numbers: {@code (y - mean) /
 * deviation} in double. Initial weights and customary step sizes then fit, whatever unit the labels
 * have and however far from 0 they are.
 *
 * @param mean that labels are counted from
 * @param deviation the unit of standardized labels, finite and > 0
 */
public record LabelScale(double mean, double deviation) implements Serializable {
  /** Labels as they are. */
  public static final LabelScale NONE = new LabelScale(0, 1);

  /** Checks the scale. */
  public LabelScale {
    if (!(Double.isFinite(mean) && deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "labels: mean and deviation must be finite, and deviation > 0, were %s and %s"
              .formatted(mean, deviation));
    }
  }

  /** Returns a standardized label. */
  public double apply(double label) {
    return (label - mean) / deviation;
  }

  /** Returns the label of a standardized one. */
  public double restore(double standardized) {
    return mean + deviation * standardized;
  }
}
