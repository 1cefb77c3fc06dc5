// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/** A model that is {@link LinearWeights}, and little else. */
public interface HasLinearWeights extends HasFeatureNames {
  /** Returns its numbers. */
  LinearWeights linearWeights();

  /** Returns the names of the features; what {@code featureNames} gives. */
  @Override
  default String[] nameArray() {
    return linearWeights().featureNames();
  }

  /**
   * Returns the SHA-256 of the coefficients row by row, then the intercepts, as little-endian
   * doubles.
   */
  default String weightsSha256() {
    return linearWeights().sha256();
  }
}
