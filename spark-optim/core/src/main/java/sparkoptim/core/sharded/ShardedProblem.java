// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sparkoptim.core.Bounds;
import sparkoptim.core.Capability;
import sparkoptim.core.LossRange;
import sparkoptim.core.MarginModel;
import sparkoptim.core.Snapshot;
import sparkoptim.core.data.Block;

/** The settings and totals of a problem over shards; what an engine needs to host it. */
public interface ShardedProblem extends Serializable {
  /** Returns the number of coordinates of the point. */
  int dimension();

  /** Returns the number of rows in all shards. */
  long rows();

  /** Returns the sum of the rows' weights. */
  double weight();

  /** Returns the number of shards. */
  int shards();

  /**
   * Returns the weights q of the penalty {@code 1/2 sum q_i x_i^2}, one per coordinate; null
   * without.
   */
  double[] penalty();

  /**
   * Returns the weights l of the penalty {@code sum l_i |x_i|}, one per coordinate; null without.
   */
  default double[] l1Penalty() {
    return null;
  }

  /** Returns the bounds of the point; null without. */
  default Bounds bounds() {
    return null;
  }

  /** Returns what losses are measured by. */
  default LossRange lossRange() {
    return LossRange.UNKNOWN;
  }

  /**
   * Returns about the second derivative of the rows' losses along their margins where the mean loss
   * is this one; NaN where it is not known.
   *
   * @param loss the mean loss, penalty included
   */
  default double typicalCurvature(double loss) {
    return Double.NaN;
  }

  /**
   * Returns the mean number of coordinates that a row's gradient touches; infinite where all are or
   * shards do not {@link ShardFunction#touch}.
   */
  default double touchedPerRow() {
    return Double.POSITIVE_INFINITY;
  }

  /**
   * Returns what the objective offers beyond plain evaluations; a row table only where its
   * collective shares memory.
   */
  Set<Capability> offers();

  /** Returns what a linear problem shows of its rows; null from others. */
  default MarginModel margins() {
    return null;
  }

  /**
   * Returns whether the mean of a mini-batch divides by the sum of its own rows' weights, {@code
   * sum_B w_i f_i / sum_B w_i}, as other libraries' losses with class weights do, and not by the
   * share of all weight that its rows have in the mean. Shards then answer {@link
   * ShardRequest.Kind#BATCH_WEIGHTS} and multiply by {@link ShardRequest#factors}.
   */
  default boolean dividesByOwnWeights() {
    return false;
  }

  /**
   * Returns on which coordinates a rule's own weight decay applies, as that of AdamW; null for all.
   */
  default boolean[] decays() {
    return null;
  }

  /**
   * Returns where each layer of the point begins, and the dimension after the last: what belongs
   * together for rules that measure layers by their lengths. Null where the point has no layers.
   */
  default int[] layerStarts() {
    return null;
  }

  /** Returns the number of slopes of one row in a row table; 0 for problems that keep none. */
  default int slopesPerRow() {
    return 0;
  }

  /**
   * Multiplications of one row's gradient, about: by it an engine tells short steps from long ones.
   *
   * @param rowBytes mean size of a row
   */
  default double multiplications(double rowBytes) {
    return rowBytes / 4;
  }

  /** Returns about the relative error of a full loss by rounding. */
  default double lossError() {
    return Snapshot.LOSS_ERROR;
  }

  /**
   * Returns what computes on this machine, where its results may differ from another's: a name,
   * with a hash of a fixed example. Empty where results are the same everywhere.
   */
  default String arithmetic() {
    return "";
  }

  /**
   * Returns all that decides the bits of a training on given rows, by name: two problems with equal
   * settings over the same rows are the same problem. {@code backend} names the arithmetic.
   *
   * @throws UnsupportedOperationException if the problem does not tell; its trainings cannot be
   *     checkpointed then
   */
  default Map<String, String> settings() {
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " does not name its settings, which checkpoints need");
  }

  /**
   * Returns the function of one shard, for one objective: what it remembers is named by that
   * objective.
   *
   * @param blocks its blocks in order
   * @param remember whether the function lives long enough to remember slopes at snapshots
   */
  ShardFunction shard(int index, List<Block> blocks, boolean remember);

  /**
   * Creates a group of consecutive shards for one objective.
   *
   * @param first number of the first
   * @param shards each one's blocks in order
   * @param remember whether the group lives long enough to remember slopes at snapshots
   */
  default ShardGroup group(int first, List<List<Block>> shards, boolean remember) {
    List<ShardFunction> functions = new ArrayList<>();
    for (List<Block> blocks : shards) {
      functions.add(shard(first + functions.size(), blocks, remember));
    }
    return new ShardsInTurn(functions);
  }
}
