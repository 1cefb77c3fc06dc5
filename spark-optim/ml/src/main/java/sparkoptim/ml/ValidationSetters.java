// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/**
 * Setters of {@link ValidationParams} for a stage.
 *
 * @param <S> the stage, which every setter returns
 */
public interface ValidationSetters<S> extends ValidationParams, OptimSetters<S> {

  /**
   * Sets the column of booleans that tells rows to validate by, which are not trained on; unset or
   * empty means none. Default unset.
   *
   * @param value the new value
   * @return this stage
   */
  default S setValidationIndicatorCol(String value) {
    set(validationIndicatorCol(), value);
    return self();
  }

  /**
   * Sets the epochs without a new least loss of the rows to validate by after which training ends.
   * Default 5.
   *
   * @param value the new value
   * @return this stage
   */
  default S setPatience(int value) {
    set(patience(), value);
    return self();
  }
}
