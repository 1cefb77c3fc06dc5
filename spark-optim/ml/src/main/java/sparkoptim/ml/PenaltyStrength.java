// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.param.shared.HasElasticNetParam;
import org.apache.spark.ml.param.shared.HasRegParam;

/**
 * The strengths of a linear stage's two penalties, in the scale of standardized features where it
 * standardizes.
 *
 * @param l2 of half the squares
 * @param l1 of the magnitudes
 */
record PenaltyStrength(double l2, double l1) {
  /** Returns the strengths that params mean, as in MLlib. */
  static <S extends HasRegParam & HasElasticNetParam> PenaltyStrength of(S stage) {
    double strength = stage.getRegParam();
    double part = stage.getElasticNetParam();
    return new PenaltyStrength(strength * (1 - part), strength * part);
  }
}
