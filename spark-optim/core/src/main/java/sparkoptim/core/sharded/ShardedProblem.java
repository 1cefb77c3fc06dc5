package sparkoptim.core.sharded;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import sparkoptim.core.Trait;
import sparkoptim.core.data.Block;

/** The settings and totals of a problem over shards; what an engine needs to host it. */
public interface ShardedProblem extends Serializable {
  /** Coordinates of the point. */
  int dimension();

  /** Rows in all shards. */
  long rows();

  /** Sum of the rows' weights. */
  double weight();

  /** Number of shards. */
  int shards();

  /** Weights q of the penalty {@code 1/2 sum q_i x_i^2}, one per coordinate; null without. */
  double[] penalty();

  /** What the objective offers beyond plain evaluations. */
  Set<Trait> offers();

  /**
   * The function of one shard, for one objective: what it remembers is named by that objective.
   *
   * @param blocks its blocks in order
   * @param remember whether the function lives long enough to remember slopes at anchors
   */
  ShardFunction shard(int index, List<Block> blocks, boolean remember);
}
