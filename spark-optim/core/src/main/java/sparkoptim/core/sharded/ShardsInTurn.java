// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import java.util.List;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.reduce.TreeSum;

/** Shards that are asked one after the other, in order. */
public final class ShardsInTurn implements ShardGroup {
  private final List<? extends ShardFunction> shards;
  private TreeSum sum;
  private int length;
  private final TreeSum sparse = new TreeSum(0);

  /** Creates a group that calls the functions one after the other. */
  public ShardsInTurn(List<? extends ShardFunction> shards) {
    this.shards = List.copyOf(shards);
  }

  @Override
  public int size() {
    return shards.size();
  }

  @Override
  public void answer(ShardRequest request, int from, int to, double[] result) {
    if (to == from + 1) {
      shards.get(from).answer(request, result);
      return;
    }
    if (length != result.length) { // shards take an array's end for the place of the loss
      length = result.length;
      sum = new TreeSum(length);
    }
    for (int shard = from; shard < to; shard++) {
      shards.get(shard).answer(request, sum.leaf());
      sum.add();
    }
    sum.finish(result);
  }

  @Override
  public void touch(ShardRequest request, IndexSlots slots) {
    for (ShardFunction shard : shards) {
      shard.touch(request, slots);
    }
  }

  @Override
  public void answerTouched(ShardRequest request, int from, int to, int slots, double[] result) {
    sparse.length(slots + 1);
    for (int shard = from; shard < to; shard++) {
      shards.get(shard).answerTouched(request, slots, sparse.leaf());
      sparse.add();
    }
    sparse.finish(result);
  }

  /** They hold nothing outside the heap. */
  @Override
  public void close() {}
}
