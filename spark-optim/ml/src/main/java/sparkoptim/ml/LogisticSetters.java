// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

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
}
