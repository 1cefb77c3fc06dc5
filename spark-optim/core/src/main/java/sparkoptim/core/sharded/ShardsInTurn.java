// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.reduce.TreeSum;

/** Shards that are asked one after the other, in order. */
public final class ShardsInTurn implements ShardGroup {
  private final List<? extends ShardFunction> shards;

  /** One for each length of answers, as shards take an array's end for the place of the loss. */
  private final List<TreeSum> sums = new ArrayList<>();

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
    TreeSum sum = sum(result.length);
    for (int shard = from; shard < to; shard++) {
      shards.get(shard).answer(request, sum.leaf());
      sum.add();
    }
    sum.finish(result);
  }

  private TreeSum sum(int length) {
    for (int i = 0; i < sums.size(); i++) {
      if (sums.get(i).length() == length) {
        return sums.get(i);
      }
    }
    sums.add(new TreeSum(length));
    return sums.get(sums.size() - 1);
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
