// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/**
 * Setters of {@link LinearParams} for a stage.
 *
 * @param <S> the stage, which every setter returns
 */
public interface LinearSetters<S> extends OptimSetters<S>, LinearParams {

  /**
   * Sets whether to fit an intercept. Default true.
   *
   * @param value the new value
   * @return this stage
   */
  default S setFitIntercept(boolean value) {
    set(fitIntercept(), value);
    return self();
  }

  /**
   * Sets whether the penalty is on standardized features. Default true.
   *
   * @param value the new value
   * @return this stage
   */
  default S setStandardization(boolean value) {
    set(standardization(), value);
    return self();
  }

  /**
   * Sets whether auto goes over all rows in a step; if not, it is SVRG on mini-batches. Default
   * true.
   *
   * @param value the new value
   * @return this stage
   */
  default S setLocalSteps(boolean value) {
    set(localSteps(), value);
    return self();
  }
}
