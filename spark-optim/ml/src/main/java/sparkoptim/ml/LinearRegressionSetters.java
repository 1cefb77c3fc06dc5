// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/**
 * Setters of {@link LinearRegressionParams} for a stage.
 *
 * @param <S> the stage, which every setter returns
 */
public interface LinearRegressionSetters<S> extends LinearSetters<S>, LinearRegressionParams {

  /**
   * Sets the loss: squaredError or huber. Default squaredError.
   *
   * @param value the new value
   * @return this stage
   */
  default S setLoss(String value) {
    set(loss(), value);
    return self();
  }

  /**
   * Sets MLlib's solver whose meaning of penalties is taken; optimMethod trains. Default auto.
   *
   * @param value the new value
   * @return this stage
   */
  default S setSolver(String value) {
    set(solver(), value);
    return self();
  }

  /**
   * Sets where Huber's loss becomes linear, in units of the scale. Default 1.35.
   *
   * @param value the new value, > 1
   * @return this stage
   */
  default S setEpsilon(double value) {
    set(epsilon(), value);
    return self();
  }
}
