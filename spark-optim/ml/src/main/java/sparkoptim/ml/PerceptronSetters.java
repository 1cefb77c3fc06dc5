// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.linalg.Vector;

/**
 * Setters of {@link PerceptronParams} for a stage.
 *
 * @param <S> the stage, which every setter returns
 */
public interface PerceptronSetters<S>
    extends PerceptronParams, ValidationSetters<S>, OptimSetters<S> {

  /**
   * Sets the sizes of the layers, from the features to the outputs.
   *
   * @param value the new value
   * @return this stage
   */
  default S setLayers(int[] value) {
    set(layers(), value);
    return self();
  }

  /**
   * Sets a number that MLlib knows and that has no effect here. Default 128.
   *
   * @param value the new value
   * @return this stage
   */
  default S setBlockSize(int value) {
    set(blockSize(), value);
    return self();
  }

  /**
   * Sets what trains on all rows at once where optimMethod is auto: l-bfgs or gd.
   *
   * @param value the new value
   * @return this stage
   */
  default S setSolver(String value) {
    set(solver(), value);
    return self();
  }

  /**
   * Sets the step size of solver = gd. Default 0.03.
   *
   * @param value the new value
   * @return this stage
   */
  default S setStepSize(double value) {
    set(stepSize(), value);
    return self();
  }

  /**
   * Sets the weights to start from, as a model's {@code weights} has them. Default unset.
   *
   * @param value the new value
   * @return this stage
   */
  default S setInitialWeights(Vector value) {
    set(initialWeights(), value);
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
}
