// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import sparkoptim.core.reduce.FixedTree;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;

/** Shards whose sums are functions of their numbers. */
final class NumberedShards implements ShardGroup {
  /** A sum's element. */
  interface Value {
    double of(int sum, int shard, int element);
  }

  private final int first;
  private final int size;
  private final int length;
  private final Value value;

  /** The number of the sum that is asked for. */
  int sum;

  NumberedShards(Layout layout, int rank, Value value) {
    first = layout.firstShard(rank);
    size = layout.firstShard(rank + 1) - first;
    length = layout.dimension() + 1;
    this.value = value;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void answer(ShardRequest request, int from, int to, double[] result) {
    for (int element = 0; element < length; element++) {
      result[element] = of(first + from, first + to, element);
    }
  }

  private double of(int from, int to, int element) {
    if (to - from == 1) {
      return value.of(sum, from, element);
    }
    int middle = from + FixedTree.left(to - from);
    return of(from, middle, element) + of(middle, to, element);
  }

  @Override
  public void touch(ShardRequest request, IndexSlots slots) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void answerTouched(ShardRequest request, int from, int to, int slots, double[] result) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
