// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Map;

/**
 * The setter of {@link ClassWeightParams} for a stage.
 *
 * @param <S> the stage, which the setter returns
 */
public interface ClassWeightSetters<S> extends ClassWeightParams, OptimSetters<S> {

  /**
   * Sets factors of row weights by class: none; balanced, which gives all classes the same weight;
   * a number above 0 for each class, with commas between; or classes with their numbers, as in
   * {@code 0: 1, 1: 5}, where others have 1. Default none.
   *
   * @param value the new value
   * @return this stage
   */
  default S setClassWeights(String value) {
    set(classWeights(), value);
    return self();
  }

  /**
   * Sets factors of row weights by class; classes that are left out have 1.
   *
   * @param byClass numbers above 0
   * @return this stage
   */
  default S setClassWeights(Map<Integer, Double> byClass) {
    return setClassWeights(ClassWeights.text(byClass));
  }
}
