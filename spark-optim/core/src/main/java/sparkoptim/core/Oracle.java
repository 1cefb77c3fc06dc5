// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/** All that an update rule sees of the data. Every call is collective. */
public interface Oracle {
  /**
   * Computes the loss and the gradient at a point. A rule may call it for any number of points per
   * step.
   *
   * @param point held part of the point; not changed
   * @param gradient receives the held part of the gradient
   * @return the loss, penalty included
   */
  double evaluate(double[] point, Gradient gradient);

  /**
   * Makes one pass of single-row steps in every shard from {@code point}, and averages the ends
   * over the shards.
   *
   * @param point held part of the start; receives the average end point
   * @param eta length of each single-row step
   * @return the loss at the snapshot if there is one, else the mean loss of the rows as they were
   *     met
   * @throws UnsupportedOperationException where there are no such steps
   */
  default double localEpoch(double[] point, double eta) {
    throw new UnsupportedOperationException("there are no passes of single-row steps here");
  }
}
