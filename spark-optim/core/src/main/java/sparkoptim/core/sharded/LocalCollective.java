package sparkoptim.core.sharded;

import java.util.List;
import sparkoptim.core.Lagging;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.reduce.SparseSum;
import sparkoptim.core.reduce.TreeSum;

/** All shards are here: they are asked one after the other, in order. */
public final class LocalCollective extends WholeCollective {
  private final List<ShardFunction> shards;
  private final TreeSum sum;
  private final TreeSum sparse = new TreeSum(0);
  private IndexSlots slots;

  /**
   * Over the functions of all shards, in order.
   *
   * @param dimension coordinates of the point; an answer has one value more
   */
  public LocalCollective(List<ShardFunction> shards, int dimension) {
    super(dimension);
    this.shards = List.copyOf(shards);
    sum = new TreeSum(dimension + 1);
  }

  @Override
  public boolean sharesMemory() {
    return true;
  }

  @Override
  protected void sum(ShardRequest request, double[] result) {
    if (shards.size() == 1) {
      shards.get(0).answer(request, result);
      return;
    }
    for (ShardFunction shard : shards) {
      shard.answer(request, sum.leaf());
      sum.add();
    }
    sum.finish(result);
  }

  @Override
  public void sum(ShardRequest request, Lagging point, SparseSum result) {
    if (slots == null) {
      slots = new IndexSlots(space().dimension());
    }
    slots.clear();
    for (ShardFunction shard : shards) {
      shard.touch(request, slots);
    }
    if (point != null) {
      point.freshen(slots.indices(), slots.count());
    }
    result.at(slots);
    sparse.length(result.count + 1);
    for (ShardFunction shard : shards) {
      shard.answerTouched(request, result.count, sparse.leaf());
      sparse.add();
    }
    sparse.finish(result.values);
  }
}
