// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import sparkoptim.core.network.text.Shape;

/** A network before its training. */
public interface UntrainedNetwork {
  /** Returns the layers, or the name of the file. */
  String text();

  /** Returns the shape of a row. */
  Shape input();

  /** Returns its tensors; the parameters are those of the point. */
  NetworkParts parts();

  /** Returns the parameters to start from. */
  double[] point();

  /** Returns what comes out for a row of zeros, without training. */
  double[] scoresOfZeros();

  /** Returns whether it tells a loss of its own. */
  default boolean hasLoss() {
    return false;
  }

  /** Returns the problem of its training. */
  ShardedNetwork problem(NetworkTask task);

  /**
   * Returns the trained network.
   *
   * @param point its parameters
   * @param statistics of batch normalizations, as {@link NetworkStatistics#values} has them; empty
   *     without
   */
  ServedNetwork trained(double[] point, double[] statistics);
}
