// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardRequest;

/** A network's only shard, and how many gradients of rows it has computed. */
final class CountedShard implements ShardFunction {
  private final ShardFunction shard;
  private final long rows;
  private long gradients;

  CountedShard(ShardFunction shard, long rows) {
    this.shard = shard;
    this.rows = rows;
  }

  @Override
  public void answer(ShardRequest request, double[] result) {
    long asked = request.allRows() ? rows : request.to - request.from;
    boolean reduced = request.snapshot != null && request.coefficient != 0;
    gradients += reduced ? 2 * asked : asked;
    shard.answer(request, result);
  }

  /** Returns the number of gradients of every row. */
  double passes() {
    return (double) gradients / rows;
  }
}
