// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/**
 * Setters of {@link OptimParams} for a stage.
 *
 * @param <S> the stage, which every setter returns
 */
public interface OptimSetters<S> extends OptimParams {

  /** Returns the stage itself. */
  S self();

  /**
   * Sets the most passes over the rows.
   *
   * @param value the new value
   * @return this stage
   */
  default S setMaxIter(int value) {
    set(maxIter(), value);
    return self();
  }

  /**
   * Sets the convergence tolerance; 0 never stops early.
   *
   * @param value the new value
   * @return this stage
   */
  default S setTol(double value) {
    set(tol(), value);
    return self();
  }

  /**
   * Sets the strength of the L2 penalty. Default 0.
   *
   * @param value the new value
   * @return this stage
   */
  default S setRegParam(double value) {
    set(regParam(), value);
    return self();
  }

  /**
   * Sets the optimization method, or auto. Default auto.
   *
   * @param value the new value
   * @return this stage
   */
  default S setOptimMethod(String value) {
    set(optimMethod(), value);
    return self();
  }

  /**
   * Sets the step size, or auto. Default auto.
   *
   * @param value the new value
   * @return this stage
   */
  default S setLearningRate(String value) {
    set(learningRate(), value);
    return self();
  }

  /**
   * Sets the step size.
   *
   * @param value the new value
   * @return this stage
   */
  default S setLearningRate(double value) {
    return setLearningRate(Double.toString(value));
  }

  /**
   * Sets the rows of a mini-batch.
   *
   * @param value the new value
   * @return this stage
   */
  default S setBatchSize(int value) {
    set(batchSize(), value);
    return self();
  }

  /**
   * Sets the seed of all that is random. Default 1.
   *
   * @param value the new value
   * @return this stage
   */
  default S setSeed(long value) {
    set(seed(), value);
    return self();
  }

  /**
   * Sets the number of shards; 0 lets the data decide. Default 0.
   *
   * @param value the new value
   * @return this stage
   */
  default S setNumShards(int value) {
    set(numShards(), value);
    return self();
  }

  /**
   * Sets the dealing: hash or asis. Default hash.
   *
   * @param value the new value
   * @return this stage
   */
  default S setDealing(String value) {
    set(dealing(), value);
    return self();
  }

  /**
   * Sets the engine: auto, ranks or job. Default auto.
   *
   * @param value the new value
   * @return this stage
   */
  default S setEngine(String value) {
    set(engine(), value);
    return self();
  }

  /**
   * Sets where gradients are computed: cpu; auto, on a GPU where one can be used; or gpu. Default
   * cpu.
   *
   * @param value the new value
   * @return this stage
   */
  default S setDevice(String value) {
    set(device(), value);
    return self();
  }

  /**
   * Sets the numbers that a GPU computes with: single or double. Default single.
   *
   * @param value the new value
   * @return this stage
   */
  default S setDevicePrecision(String value) {
    set(devicePrecision(), value);
    return self();
  }

  /**
   * Sets where each fit logs its course as JSON lines: a file if it ends in {@code .jsonl}, else a
   * folder; empty means nowhere. Default empty.
   *
   * @param value the new value
   * @return this stage
   */
  default S setTrainingLog(String value) {
    set(trainingLog(), value);
    return self();
  }

  /**
   * Sets the folder in which a fit keeps its state; empty for none. Default empty.
   *
   * @param value the new value
   * @return this stage
   */
  default S setCheckpointDir(String value) {
    set(checkpointDir(), value);
    return self();
  }

  /**
   * Sets the seconds from one checkpoint to the next; 0 for every round. Default 60.
   *
   * @param value the new value
   * @return this stage
   */
  default S setCheckpointSeconds(double value) {
    set(checkpointSeconds(), value);
    return self();
  }

  /**
   * Sets what becomes of a fit's checkpoints: auto, require or never. Default auto.
   *
   * @param value the new value
   * @return this stage
   */
  default S setResume(String value) {
    set(resume(), value);
    return self();
  }

  /**
   * Sets whether a finished fit leaves its last checkpoint. Default false.
   *
   * @param value the new value
   * @return this stage
   */
  default S setKeepCheckpoints(boolean value) {
    set(keepCheckpoints(), value);
    return self();
  }

  /**
   * Sets the seconds of training after which a fit ends; 0 for no limit. Default 0.
   *
   * @param value the new value
   * @return this stage
   */
  default S setMaxSeconds(double value) {
    set(maxSeconds(), value);
    return self();
  }
}
