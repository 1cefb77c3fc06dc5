// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import sparkoptim.core.network.BatchScoring;
import sparkoptim.core.network.text.Shape;

/**
 * A copy of a trained network for batches of one size, used by one thread at a time. A batch with
 * fewer rows is filled up with zeros, so that a row's scores do not depend on how many come with
 * it.
 */
public final class NetworkScorer extends BatchScoring {
  private final AbstractModule<Activity, Activity, Float> module;
  private final Tensor<Float> input;

  /**
   * Creates a copy of a module, which no other thread may change meanwhile.
   *
   * @param capacity rows of a batch, >= 1
   */
  public NetworkScorer(
      AbstractModule<Activity, Activity, Float> module, Shape shape, int capacity) {
    super(shape.size(), capacity);
    this.module = module.cloneModule();
    this.module.evaluate();
    input = Floats.tensor(values(), shape.batch(capacity));
  }

  @Override
  protected double[][] score(int count) {
    BatchTensor output = BatchTensor.of(module.forward(input));
    double[][] scores = new double[count][];
    for (int row = 0; row < count; row++) {
      scores[row] = output.row(row);
    }
    return scores;
  }
}
