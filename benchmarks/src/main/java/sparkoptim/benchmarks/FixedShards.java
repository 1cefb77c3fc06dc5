// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;

/** Shards whose sums are there already: what is measured is what becomes of them. */
record FixedShards(int size) implements ShardGroup {
  @Override
  public void answer(ShardRequest request, int from, int to, double[] result) {
    result[0] = 1;
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
