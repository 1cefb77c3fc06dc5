// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/**
 * The setter of {@link ClassWeightParams} for a stage.
 *
 * @param <S> the stage, which the setter returns
 */
public interface ClassWeightSetters<S> extends ClassWeightParams, OptimSetters<S> {

  /**
   * Sets factors of row weights by class: none; balanced, which gives all classes the same weight;
   * or a number above 0 for each class, with commas between. Default none.
   *
   * @param value the new value
   * @return this stage
   */
  default S setClassWeights(String value) {
    set(classWeights(), value);
    return self();
  }
}
