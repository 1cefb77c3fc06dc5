// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;

/**
 * Setters of {@link LogisticParams} for a stage.
 *
 * @param <S> the stage, which every setter returns
 */
public interface LogisticSetters<S> extends LinearSetters<S>, LogisticParams {

  /**
   * Sets the family: auto, binomial or multinomial. Default auto.
   *
   * @param value the new value
   * @return this stage
   */
  default S setFamily(String value) {
    set(family(), value);
    return self();
  }

  /**
   * Sets the binary threshold, and clears thresholds. Default 0.5.
   *
   * @param value the new value
   * @return this stage
   */
  default S setThreshold(double value) {
    clear(thresholds());
    set(threshold(), value);
    return self();
  }

  /**
   * Sets lower bounds of coefficients: one row per row of coefficients, one column per feature; an
   * infinite one bounds nothing. Default unset.
   *
   * @param value the new value
   * @return this stage
   */
  default S setLowerBoundsOnCoefficients(Matrix value) {
    set(lowerBoundsOnCoefficients(), value);
    return self();
  }

  /**
   * Sets upper bounds of coefficients: one row per row of coefficients, one column per feature; an
   * infinite one bounds nothing. Default unset.
   *
   * @param value the new value
   * @return this stage
   */
  default S setUpperBoundsOnCoefficients(Matrix value) {
    set(upperBoundsOnCoefficients(), value);
    return self();
  }

  /**
   * Sets lower bounds of intercepts: one per intercept; an infinite one bounds nothing. Default
   * unset.
   *
   * @param value the new value
   * @return this stage
   */
  default S setLowerBoundsOnIntercepts(Vector value) {
    set(lowerBoundsOnIntercepts(), value);
    return self();
  }

  /**
   * Sets upper bounds of intercepts: one per intercept; an infinite one bounds nothing. Default
   * unset.
   *
   * @param value the new value
   * @return this stage
   */
  default S setUpperBoundsOnIntercepts(Vector value) {
    set(upperBoundsOnIntercepts(), value);
    return self();
  }
}
