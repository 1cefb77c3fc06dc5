// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import sparkoptim.core.sharded.ShardedProblem;

/**
 * A classifier of images of any size, as an optimizer sees it: a loss over rows, and a point to
 * start from.
 */
interface Model {
  /** Returns the name of the model in tables. */
  String name();

  /**
   * Returns the mean loss over the rows of one shard.
   *
   * @param pixels of an image
   * @param seed of the order in which epochs visit rows
   */
  ShardedProblem problem(int pixels, int rows, long seed);

  /** Returns the starting point of runs. */
  double[] start(int pixels, long seed);

  /** Returns the part of the rows that the model at a point classifies rightly. */
  double accuracy(double[] point, LabelledImages rows);
}
