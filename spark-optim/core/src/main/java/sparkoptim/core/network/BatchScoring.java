// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.Arrays;

/** The rows of a batch, until they are scored together. */
public abstract class BatchScoring implements NetworkScoring {
  private final int width;
  private final int capacity;
  private final float[] values;
  private int rows;

  /**
   * Makes room.
   *
   * @param width numbers of a row
   * @param capacity rows of a batch, >= 1
   */
  protected BatchScoring(int width, int capacity) {
    this.width = width;
    this.capacity = capacity;
    values = new float[Math.multiplyExact(capacity, width)];
  }

  @Override
  public final float[] values() {
    return values;
  }

  @Override
  public final int next() {
    int from = rows * width;
    Arrays.fill(values, from, from + width, 0);
    rows++;
    return from;
  }

  @Override
  public final boolean isFull() {
    return rows == capacity;
  }

  @Override
  public final double[][] scores() {
    int count = rows;
    rows = 0; // also where this fails
    Arrays.fill(values, count * width, values.length, 0);
    return score(count);
  }

  @Override
  public final double[] losses(double[] labels, NetworkTask.Loss loss) {
    int count = rows;
    rows = 0;
    return losses(count, labels, loss);
  }

  /** Returns the losses of a batch's first rows, by the network's own code. */
  protected double[] losses(int count, double[] labels, NetworkTask.Loss loss) {
    throw new UnsupportedOperationException("this network has no loss of its own");
  }

  /**
   * Scores the whole batch, which is full or filled up with zeros.
   *
   * @param count of its first rows whose scores are wanted
   */
  protected abstract double[][] score(int count);
}
