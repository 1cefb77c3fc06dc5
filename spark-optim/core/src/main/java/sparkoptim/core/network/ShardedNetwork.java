// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.List;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardedProblem;

/** A network's training over shards. */
public interface ShardedNetwork extends ShardedProblem {
  /** Returns the settings of the training. */
  NetworkTerms terms();

  /** Returns for every coordinate whether it belongs to a matrix or a filter. */
  boolean[] matrices();

  /** Returns whether a row's loss depends on nothing but the row and the point. */
  boolean treatsRowsAlone();

  /** Returns whether it has batch normalizations. */
  boolean hasStatistics();

  /**
   * Returns their statistics over a shard's rows at a point, normalized by micro-batches on the
   * way.
   */
  NetworkStatistics statistics(int shard, List<Block> blocks, double[] point);

  @Override
  default long rows() {
    return terms().rows();
  }

  @Override
  default double weight() {
    return terms().weight();
  }

  @Override
  default int shards() {
    return terms().shards();
  }

  @Override
  default double[] penalty() {
    return terms().penalty(matrices());
  }

  @Override
  default boolean[] decays() {
    return terms().decayBiases() ? null : matrices();
  }

  @Override
  default Set<Capability> offers() {
    return treatsRowsAlone() ? Set.of() : Set.of(Capability.BATCH_DEPENDENT);
  }

  /**
   * Forwards, and backwards to weights and to activations; a convolution uses its weights often.
   */
  @Override
  default double multiplications(double rowBytes) {
    return 3.0 * dimension();
  }
}
