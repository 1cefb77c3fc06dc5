// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardedProblem;

/** A network's training over shards. */
public interface ShardedNetwork extends ShardedProblem {
  /** Returns whether it has batch normalizations. */
  boolean hasStatistics();

  /**
   * Returns their statistics over a shard's rows at a point, normalized by micro-batches on the
   * way.
   */
  NetworkStatistics statistics(int shard, List<Block> blocks, double[] point);
}
