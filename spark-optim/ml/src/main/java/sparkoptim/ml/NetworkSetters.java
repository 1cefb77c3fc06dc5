// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/**
 * Setters of {@link NetworkParams} for a stage.
 *
 * @param <S> the stage, which every setter returns
 */
public interface NetworkSetters<S> extends NetworkParams, ValidationSetters<S>, OptimSetters<S> {

  /**
   * Sets the network: layers, a name, or the file of a TorchScript or BigDL module. Default
   * perceptron.
   *
   * @param value the new value
   * @return this stage
   */
  default S setNetwork(String value) {
    set(network(), value);
    return self();
  }

  /**
   * Sets the shape of one row, as {@code 1, 28, 28}. Default: network and features decide.
   *
   * @param value the new value
   * @return this stage
   */
  default S setInputShape(int... value) {
    set(inputShape(), value);
    return self();
  }

  /**
   * Sets the columns that the network takes, in its order, in place of the column of features:
   * numbers, vectors, and arrays of numbers. Integers and what a StringIndexer gives are 64-bit
   * integers to the network, other numbers 32-bit floats. Default unset.
   *
   * @param value the new value
   * @return this stage
   */
  default S setInputCols(String... value) {
    set(inputCols(), value);
    return self();
  }

  /**
   * Sets the shapes of one row of each of these columns, as {@code [1, 28, 28], [16]}; {@code []}
   * or none for those that the column tells. Default empty.
   *
   * @param value the new value
   * @return this stage
   */
  default S setInputShapes(String value) {
    set(inputShapes(), value);
    return self();
  }

  /**
   * Sets the loss: auto for the cross entropy of classes or the squared error of numbers, or module
   * for what the method {@code loss} of a TorchScript file says. Default auto.
   *
   * @param value the new value
   * @return this stage
   */
  default S setLoss(String value) {
    set(loss(), value);
    return self();
  }

  /**
   * Sets whether files of Java's serialized objects are read. Default false.
   *
   * @param value the new value
   * @return this stage
   */
  default S setAllowJavaSerialization(boolean value) {
    set(allowJavaSerialization(), value);
    return self();
  }

  /**
   * Sets what computes the network: torch, bigdl, core or auto. Default auto.
   *
   * @param value the new value
   * @return this stage
   */
  default S setBackend(String value) {
    set(backend(), value);
    return self();
  }

  /**
   * Sets whether a method's weight decay takes from biases and scales, too. Default false.
   *
   * @param value the new value
   * @return this stage
   */
  default S setDecayBiases(boolean value) {
    set(decayBiases(), value);
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
   * Sets the parts of the network that training leaves alone: names with commas between, {@code *}
   * for any text, {@code !} before those that are trained all the same. Default none.
   *
   * @param value the new value
   * @return this stage
   */
  default S setFrozen(String value) {
    set(frozen(), value);
    return self();
  }
}
