// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import sparkoptim.core.sharded.ShardedProblem;

/** A classifier of digits, as an optimizer sees it: a loss over rows, and a point to start from. */
interface Model {
  /** Returns the name of the model in tables. */
  String name();

  /**
   * Returns the mean loss over the rows of one shard.
   *
   * @param seed of the order in which epochs visit rows
   */
  ShardedProblem problem(int rows, long seed);

  /** Returns the starting point of runs. */
  double[] start(long seed);

  /** Returns the part of the rows that the model at a point classifies rightly. */
  double accuracy(double[] point, LabelledImages rows);
}
