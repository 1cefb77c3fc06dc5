// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sparkoptim.bigdl.network.RowWeighted;
import sparkoptim.core.Capability;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.NetworkStatistics;
import sparkoptim.core.network.NetworkTask;
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
 * @param rows rows in all shards
 * @param weight the sum that makes a sum over all rows the objective: of the rows' weights, or for
 *     a criterion that sums the number of mini-batches
 * @param shards number of shards
 * @param microBatch most rows that go through the network at once
 * @param penaltyStrength q >= 0 of {@code q/2 ||w||^2} over the weights of matrices and filters
 * @param biasPenaltyStrength the same over biases and scales
 * @param decayBiases whether a rule's own weight decay takes from biases and scales, too
 * @param seed of the order in which epochs visit rows, and of masks
 */
public record NetworkProblem<T>(
    Network<T> network,
    CriterionForm form,
    long rows,
    double weight,
    int shards,
    int microBatch,
    double penaltyStrength,
    double biasPenaltyStrength,
    boolean decayBiases,
    long seed)
    implements ShardedNetwork {

  public NetworkProblem {
    if (microBatch < 1) {
      throw new IllegalArgumentException("network: microBatch must be >= 1, was " + microBatch);
    }
    strength("penaltyStrength", penaltyStrength);
    strength("biasPenaltyStrength", biasPenaltyStrength);
  }

  /** Creates a problem over rows of weight 1 whose criterion means over them. */
  public NetworkProblem(Network<T> network, long rows, int shards, int microBatch, long seed) {
    this(
        network,
        new CriterionForm(LossKind.MEAN),
        rows,
        (double) rows,
        shards,
        microBatch,
        0,
        0,
        false,
        seed);
  }

  private static void strength(String name, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "network: %s must be finite and >= 0, was %s".formatted(name, value));
    }
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
  public boolean[] decays() {
    return decayBiases ? null : network.matrices();
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
  public double[] penalty() {
    return penaltyStrength == 0 && biasPenaltyStrength == 0
        ? null
        : network.penalty(penaltyStrength, biasPenaltyStrength);
  }

  @Override
  public Set<Capability> offers() {
    return RowwiseLayers.only(network.module()) ? Set.of() : Set.of(Capability.BATCH_DEPENDENT);
  }

  /**
   * Returns the error of a full loss: by the rounding of its numbers, or where an epoch's draws and
   * mini-batches enter, about the noise of a mean over the rows.
   */
  @Override
  public double lossError() {
    return RowwiseLayers.only(network.module())
        ? network.reals().lossError()
        : 1 / Math.sqrt((double) rows);
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("problem", "bigdl network");
    settings.put("network", network.description());
    settings.put("criterion", form.toString());
    settings.put("microBatch", String.valueOf(microBatch));
    settings.put("penaltyStrength", String.valueOf(penaltyStrength));
    settings.put("biasPenaltyStrength", String.valueOf(biasPenaltyStrength));
    settings.put("decayBiases", String.valueOf(decayBiases));
    settings.put("seed", String.valueOf(seed));
    settings.put("backend", arithmetic());
    return settings;
  }

  /**
   * Forwards, and backwards to weights and to activations; a convolution uses its weights often.
   */
  @Override
  public double multiplications(double rowBytes) {
    return 3.0 * dimension();
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
