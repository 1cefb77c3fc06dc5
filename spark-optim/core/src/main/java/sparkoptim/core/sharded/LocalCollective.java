// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import java.util.List;
import sparkoptim.core.LazyPoint;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.reduce.SparseSum;

/** All shards are here, in one group. */
public final class LocalCollective extends WholeCollective {
  private final ShardGroup shards;
  private IndexSlots slots;

  /**
   * Creates a collective over the functions of all shards, in order.
   *
   * @param dimension coordinates of the point; an answer has one value more
   */
  public LocalCollective(List<ShardFunction> shards, int dimension) {
    this(new ShardsInTurn(shards), dimension);
  }

  /**
   * Creates a collective over the group of all shards, which the caller closes.
   *
   * @param dimension coordinates of the point; an answer has one value more
   */
  public LocalCollective(ShardGroup shards, int dimension) {
    super(dimension);
    this.shards = shards;
  }

  @Override
  public boolean sharesMemory() {
    return true;
  }

  @Override
  protected void answer(ShardRequest request, double[] result) {
    shards.answer(request, 0, shards.size(), result);
  }

  @Override
  public void allReduce(ShardRequest request, LazyPoint point, SparseSum result) {
    if (slots == null) {
      slots = new IndexSlots(space().dimension());
    }
    slots.clear();
    shards.touch(request, slots);
    if (point != null) {
      point.catchUp(slots.indices(), slots.count());
    }
    result.at(slots);
    shards.answerTouched(request, 0, shards.size(), result.count, result.values);
  }
}
