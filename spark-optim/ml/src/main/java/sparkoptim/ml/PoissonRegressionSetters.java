// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/**
 * Setters of {@link PoissonRegressionParams} for a stage.
 *
 * @param <S> the stage, which every setter returns
 */
public interface PoissonRegressionSetters<S> extends LinearSetters<S>, PoissonRegressionParams {

  /**
   * Sets the column of offsets: logarithms of exposures; unset or empty means 0. Default unset.
   *
   * @param value the new value
   * @return this stage
   */
  default S setOffsetCol(String value) {
    set(offsetCol(), value);
    return self();
  }

  /**
   * Sets the column of the logarithms of predictions; unset or empty for none. Default unset.
   *
   * @param value the new value
   * @return this stage
   */
  default S setLinkPredictionCol(String value) {
    set(linkPredictionCol(), value);
    return self();
  }
}
