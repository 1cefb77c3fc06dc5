// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/**
 * Setters of {@link LinearSVCParams} for a stage.
 *
 * @param <S> the stage, which every setter returns
 */
public interface LinearSVCSetters<S> extends LinearSetters<S>, LinearSVCParams {

  /**
   * Sets the margin above which class 1 is predicted. Default 0.
   *
   * @param value the new value
   * @return this stage
   */
  default S setThreshold(double value) {
    set(threshold(), value);
    return self();
  }

  /**
   * Sets the loss: hinge or squaredHinge. Default hinge.
   *
   * @param value the new value
   * @return this stage
   */
  default S setLoss(String value) {
    set(loss(), value);
    return self();
  }
}
