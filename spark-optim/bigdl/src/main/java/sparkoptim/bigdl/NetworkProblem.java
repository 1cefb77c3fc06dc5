// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.bigdl.network.RowWeighted;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.NetworkStatistics;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.NetworkTerms;
import sparkoptim.core.network.ShardedNetwork;
import sparkoptim.core.sharded.ShardFunction;

/**
 * A BigDL network over shards. Coordinates are its parameters; gradients are computed in its
 * numbers and summed in double. Every evaluation is in training mode: BatchNorm layers take the
 * statistics of a micro-batch, and no evaluation leaves a trace in them; dropout draws its masks
 * from the problem's seed, the mini-batch and the shard, so that all evaluations of one mini-batch
 * see the same. Layers' own regularizers add to gradients once a step, and not to losses, as in
 * BigDL. A criterion that sums has the sum over a mini-batch for its objective.
 *
 * @param form what the criterion makes of a batch's losses
 * @param terms of the training
 */
public record NetworkProblem<T>(Network<T> network, CriterionForm form, NetworkTerms terms)
    implements ShardedNetwork {

  /** Creates a problem over rows of weight 1 whose criterion means over them. */
  public NetworkProblem(Network<T> network, long rows, int shards, int microBatch, long seed) {
    this(
        network,
        new CriterionForm(LossKind.MEAN),
        new NetworkTerms(rows, (double) rows, shards, microBatch, 0, 0, false, seed));
  }

  /**
   * Returns the rows of a micro-batch: a shard's share of a mini-batch, in equal parts of at most
   * 256.
   */
  static int microBatch(long rows, int shards, long batchSize) {
    return NetworkTask.microBatch(rows, shards, batchSize);
  }

  @Override
  public int dimension() {
    return network.dimension();
  }

  @Override
  public boolean[] matrices() {
    return network.matrices();
  }

  @Override
  public int[] layerStarts() {
    return network.layerStarts();
  }

  @Override
  public boolean dividesByOwnWeights() {
    return form.weighs();
  }

  @Override
  public boolean treatsRowsAlone() {
    return RowwiseLayers.only(network.module());
  }

  /**
   * Returns the error of a full loss: by the rounding of its numbers, or where an epoch's draws and
   * mini-batches enter, about the noise of a mean over the rows.
   */
  @Override
  public double lossError() {
    return treatsRowsAlone() ? network.reals().lossError() : 1 / Math.sqrt((double) rows());
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("problem", "bigdl network");
    settings.put("network", network.description());
    settings.put("criterion", form.toString());
    terms.describe(settings);
    settings.put("backend", arithmetic());
    return settings;
  }

  @Override
  public String arithmetic() {
    return NetworkArithmetic.description();
  }

  /**
   * Returns the function of one shard.
   *
   * @throws IllegalArgumentException if rows have another width than the network, or weights
   */
  @Override
  public ShardFunction shard(int index, List<Block> blocks, boolean remember) {
    return networkShard(index, blocks);
  }

  @Override
  public boolean hasStatistics() {
    return network.hasStatistics();
  }

  @Override
  public NetworkStatistics statistics(int shard, List<Block> blocks, double[] point) {
    return networkShard(shard, blocks).statistics(point);
  }

  NetworkShard<T> networkShard(int index, List<Block> blocks) {
    for (Block block : blocks) {
      if (block.width != network.columns()) {
        throw new IllegalArgumentException(
            PlainText.of(
                "network: rows must have %d numbers, those of shard %d have %d",
                network.columns(), index, block.width));
      }
      if (block.weights != null && !(network.criterion() instanceof RowWeighted)) {
        throw new IllegalArgumentException(
            "network: rows must have no weights but 1 for "
                + network.criterion().getClass().getSimpleName());
      }
    }
    return new NetworkShard<>(this, index, blocks);
  }
}
