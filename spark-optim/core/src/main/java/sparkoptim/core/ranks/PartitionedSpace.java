// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import sparkoptim.core.Space;
import sparkoptim.core.reduce.FixedTree;

/** The coordinates that one rank holds. */
final class PartitionedSpace implements Space {
  private final PartitionedRank rank;
  private final int dimension;
  private final int offset;
  private final int size;

  PartitionedSpace(PartitionedRank rank, Layout layout) {
    this.rank = rank;
    dimension = layout.dimension();
    offset = layout.firstCoordinate(rank.rank);
    size = layout.firstCoordinate(rank.rank + 1) - offset;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int offset() {
    return offset;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void dots(double[] with, double[][] vectors, double[] results) {
    for (int from = 0; from < vectors.length; from += HeaderLayout.PRODUCTS) {
      int first = from;
      int count = Math.min(HeaderLayout.PRODUCTS, vectors.length - from);
      rank.products(
          count,
          (product, start, end) -> FixedTree.dot(with, vectors[first + product], start, end),
          results,
          from);
    }
  }

  @Override
  public void rangeDots(double[] a, double[] b, int[] starts, double[] results) {
    int ranges = starts.length - 1;
    for (int from = 0; from < ranges; from += HeaderLayout.PRODUCTS) {
      int first = from;
      rank.products(
          Math.min(HeaderLayout.PRODUCTS, ranges - from),
          (product, start, end) -> {
            int range = first + product;
            return FixedTree.dot(
                a, b, start, end, starts[range] - offset, starts[range + 1] - offset);
          },
          results,
          from);
    }
  }
}
