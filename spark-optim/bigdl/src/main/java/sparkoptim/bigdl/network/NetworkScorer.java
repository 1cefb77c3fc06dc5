// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.Arrays;
import sparkoptim.core.network.NetworkScoring;
import sparkoptim.core.network.text.Shape;

/**
 * A copy of a trained network for batches of one size, used by one thread at a time. A batch with
 * fewer rows is filled up with zeros, so that a row's scores do not depend on how many come with
 * it.
 */
public final class NetworkScorer implements NetworkScoring {
  private final AbstractModule<Activity, Activity, Float> module;
  private final int width;
  private final int capacity;
  private final float[] values;
  private final Tensor<Float> input;
  private int rows;

  /**
   * Creates a copy of a module, which no other thread may change meanwhile.
   *
   * @param capacity rows of a batch, >= 1
   */
  public NetworkScorer(
      AbstractModule<Activity, Activity, Float> module, Shape shape, int capacity) {
    this.module = module.cloneModule();
    this.module.evaluate();
    this.capacity = capacity;
    width = shape.size();
    values = new float[Math.multiplyExact(capacity, width)];
    input = Floats.tensor(values, shape.batch(capacity));
  }

  /**
   * Returns the array for the next row's features: from {@link #next} on, as many numbers as a row
   * has.
   */
  @Override
  public float[] values() {
    return values;
  }

  /** Begins a row, all zeros, and gives its place in {@link #values}. */
  @Override
  public int next() {
    int from = rows * width;
    Arrays.fill(values, from, from + width, 0);
    rows++;
    return from;
  }

  /** Returns whether the batch has no room for another row. */
  @Override
  public boolean isFull() {
    return rows == capacity;
  }

  /** Returns the scores of the rows, which then make room for others. */
  @Override
  public double[][] scores() {
    Arrays.fill(values, rows * width, values.length, 0);
    BatchTensor output = BatchTensor.of(module.forward(input));
    double[][] scores = new double[rows][];
    for (int row = 0; row < rows; row++) {
      scores[row] = output.row(row);
    }
    rows = 0;
    return scores;
  }
}
