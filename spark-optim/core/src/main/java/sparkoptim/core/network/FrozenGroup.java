// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;

/** Shards of a network with frozen coordinates. */
record FrozenGroup(ShardGroup whole, FrozenRequest asked) implements ShardGroup {
  @Override
  public int size() {
    return whole.size();
  }

  @Override
  public void answer(ShardRequest request, int from, int to, double[] result) {
    whole.answer(asked.of(request), from, to, result);
    asked.finish(result);
  }

  @Override
  public void touch(ShardRequest request, IndexSlots slots) {
    throw new UnsupportedOperationException("a network with frozen parts has whole gradients only");
  }

  @Override
  public void answerTouched(ShardRequest request, int from, int to, int slots, double[] result) {
    throw new UnsupportedOperationException("a network with frozen parts has whole gradients only");
  }

  @Override
  public void close() {
    whole.close();
  }
}
