// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import java.io.Serializable;

/**
 * BatchNorm's statistics at fixed parameters: the mean over micro-batches, each by its rows, of
 * their means and variances. Statistics that run along with training belong to parameters that are
 * gone, and to no average of iterates; these are a function of parameters and rows (Wu and Johnson
 * 2021, section 3, "precise" statistics).
 */
final class NetworkStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private double[] sums;
  private long rows;

  /**
   * Adds a batch. A layer turns a statistic r into {@code (1 - m) r + m s}, with a momentum m that
   * is its own: from r = 0 and from r = 1 the batch's own statistic s follows.
   */
  void add(int count, double[] fromZero, double[] fromOne) {
    if (sums == null) {
      sums = new double[fromZero.length];
    }
    for (int i = 0; i < sums.length; i++) {
      double momentum = 1 - (fromOne[i] - fromZero[i]);
      sums[i] += count * (momentum == 0 ? 0 : fromZero[i] / momentum);
    }
    rows += count;
  }

  /** Adds those of other rows; changes this one. */
  NetworkStatistics merge(NetworkStatistics other) {
    if (sums == null) {
      return other;
    }
    if (other.sums != null) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += other.sums[i];
      }
      rows += other.rows;
    }
    return this;
  }

  /** Returns the means over all rows. */
  double[] means() {
    double[] means = sums.clone();
    for (int i = 0; i < means.length; i++) {
      means[i] /= rows;
    }
    return means;
  }
}
