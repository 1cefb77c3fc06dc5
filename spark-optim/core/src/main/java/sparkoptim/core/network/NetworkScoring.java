// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

/**
 * A copy of a trained network for batches of one size, used by one thread at a time. A batch with
 * fewer rows is filled up with zeros, so that a row's scores do not depend on how many come with
 * it.
 */
public interface NetworkScoring extends AutoCloseable {
  /**
   * Returns the array for the next row's features: from {@link #next} on, as many numbers as a row
   * has.
   */
  float[] values();

  /** Begins a row, all zeros, and gives its place in {@link #values}. */
  int next();

  /** Returns whether the batch has no room for another row. */
  boolean isFull();

  /** Returns the scores of the rows, which then make room for others. */
  double[][] scores();

  /**
   * Returns the losses of the rows by the network's own code; the rows then make room for others.
   *
   * @param labels of the rows
   * @param loss which of the network's
   * @return a loss for each row, all the mean where the network tells the mean alone
   */
  default double[] losses(double[] labels, NetworkTask.Loss loss) {
    throw new UnsupportedOperationException("this network has no loss of its own");
  }

  /** Gives memory back that is not Java's. */
  @Override
  default void close() {}
}
