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

  /** Gives memory back that is not Java's. */
  @Override
  default void close() {}
}
