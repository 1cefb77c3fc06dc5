// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/**
 * Setters of {@link LinearParams} for a stage.
 *
 * @param <S> the stage, which every setter returns
 */
public interface LinearSetters<S> extends ValidationSetters<S>, OptimSetters<S>, LinearParams {

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

  /**
   * Sets the part of regParam that is an L1 penalty, in [0, 1]. Default 0.
   *
   * @param value the new value
   * @return this stage
   */
  default S setElasticNetParam(double value) {
    set(elasticNetParam(), value);
    return self();
  }

  /**
   * Sets the column of row weights; unset or empty means 1. Default unset.
   *
   * @param value the new value
   * @return this stage
   */
  default S setWeightCol(String value) {
    set(weightCol(), value);
    return self();
  }

  /**
   * Sets a param of MLlib that has no effect.
   *
   * @param value the new value
   * @return this stage
   */
  default S setAggregationDepth(int value) {
    set(aggregationDepth(), value);
    return self();
  }

  /**
   * Sets a param of MLlib that has no effect.
   *
   * @param value the new value
   * @return this stage
   */
  default S setMaxBlockSizeInMB(double value) {
    set(maxBlockSizeInMB(), value);
    return self();
  }
}
