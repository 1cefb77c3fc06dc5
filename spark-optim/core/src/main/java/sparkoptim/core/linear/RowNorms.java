// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.io.Serializable;
import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;
import sparkoptim.core.reduce.FixedTree;

/**
 * Weighted squared norms of a shard's rows, the intercept's 1 included: they bound curvature. And
 * how many entries sparse rows have.
 */
public final class RowNorms implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double largest;
  private final double sum;
  private final long entries;
  private final boolean sparse;

  private RowNorms(double largest, double sum, long entries, boolean sparse) {
    this.largest = largest;
    this.sum = sum;
    this.entries = entries;
    this.sparse = sparse;
  }

  /** Returns the norms of the rows of one shard's blocks. */
  public static RowNorms of(List<Block> blocks, boolean intercept) {
    double largest = 0;
    double sum = 0;
    long entries = 0;
    boolean sparse = true;
    RowView view = new RowView(1);
    for (Block block : blocks) {
      entries += block.values.length();
      sparse &= block.sparse();
      for (int row = 0; row < block.rows(); row++) {
        view.row(block, row);
        double norm = block.weight(row) * of(view, intercept);
        largest = Math.max(largest, norm);
        sum += norm;
      }
    }
    return new RowNorms(largest, sum, entries, sparse);
  }

  /** Returns the squared norm of a view's first row, without its weight. */
  static double of(RowView view, boolean intercept) {
    double[] values = view.values;
    double norm = intercept ? 1 : 0;
    int to = view.to(0);
    for (int i = view.from(0); i < to; i++) {
      norm += values[i] * values[i];
    }
    return norm;
  }

  /** Returns the largest weighted squared norm in all shards. */
  public static double largest(List<RowNorms> shards) {
    double largest = 0;
    for (RowNorms shard : shards) {
      largest = Math.max(largest, shard.largest);
    }
    return largest;
  }

  /** Returns the number of entries of all shards' sparse rows; 0 where any rows are dense. */
  public static long entries(List<RowNorms> shards) {
    boolean sparse = shards.stream().allMatch(shard -> shard.sparse);
    return sparse ? shards.stream().mapToLong(shard -> shard.entries).sum() : 0;
  }

  /** Returns the sum of the weighted squared norms of shards in their order, in the fixed tree. */
  public static double sum(List<RowNorms> shards) {
    if (shards.size() == 1) {
      return shards.get(0).sum;
    }
    int left = FixedTree.left(shards.size());
    return sum(shards.subList(0, left)) + sum(shards.subList(left, shards.size()));
  }
}
