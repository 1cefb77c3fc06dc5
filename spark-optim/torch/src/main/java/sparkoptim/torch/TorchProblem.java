// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkStatistics;
import sparkoptim.core.network.ShardedNetwork;
import sparkoptim.core.sharded.ShardFunction;

/**
 * A network of PyTorch over shards. Coordinates are its trained parameters; gradients are computed
 * in single precision and summed in double, losses in double. Every evaluation is in training mode:
 * BatchNorm takes the statistics of a micro-batch; dropout draws its masks from the problem's seed,
 * the mini-batch and the shard, so that all evaluations of one mini-batch see the same.
 *
 * @param network what is computed
 * @param loss of a row
 * @param labels the scale of labels
 * @param rows rows in all shards
 * @param weight sum of their weights
 * @param shards number of shards
 * @param microBatch most rows that go through the network at once
 * @param penaltyStrength q >= 0 of {@code q/2 ||w||^2} over matrices and filters
 * @param decayBiases whether a rule's own weight decay takes from biases and scales, too
 * @param seed of the order in which epochs visit rows, and of masks
 */
public record TorchProblem(
    TorchNetwork network,
    TorchLoss loss,
    LabelScale labels,
    long rows,
    double weight,
    int shards,
    int microBatch,
    double penaltyStrength,
    boolean decayBiases,
    long seed)
    implements ShardedNetwork {
  private static final double LOSS_ERROR = 1e-6;

  /** Checks the settings. */
  public TorchProblem {
    if (microBatch < 1) {
      throw new IllegalArgumentException("network: microBatch must be >= 1, was " + microBatch);
    }
    if (!(penaltyStrength >= 0 && Double.isFinite(penaltyStrength))) {
      throw new IllegalArgumentException(
          "network: penaltyStrength must be finite and >= 0, was " + penaltyStrength);
    }
    int wanted = network.outputs();
    if (loss == TorchLoss.SQUARED ? wanted != 1 : wanted < 2) {
      throw new IllegalArgumentException(
          PlainText.of(
              "network: must end in %s for %s, ended in %d",
              loss == TorchLoss.SQUARED ? "1 output" : ">= 2 outputs", loss, wanted));
    }
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
  public double[] penalty() {
    if (penaltyStrength == 0) {
      return null;
    }
    boolean[] matrices = network.matrices();
    double[] penalty = new double[matrices.length];
    for (int i = 0; i < penalty.length; i++) {
      penalty[i] = matrices[i] ? penaltyStrength : 0;
    }
    return penalty;
  }

  private boolean rowwise() {
    return !network.normalizes() && network.masks().isEmpty() && !network.draws();
  }

  @Override
  public Set<Capability> offers() {
    return rowwise() ? Set.of() : Set.of(Capability.BATCH_DEPENDENT);
  }

  /** Returns the error of a full loss by rounding; where an epoch's draws enter, by their noise. */
  @Override
  public double lossError() {
    return rowwise() ? LOSS_ERROR : 1 / Math.sqrt((double) rows);
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("problem", "torch network");
    settings.put("network", network.description());
    settings.put("file", network.sha256());
    settings.put("loss", loss.toString());
    settings.put("labels", labels.toString());
    settings.put("weight", String.valueOf(weight));
    settings.put("microBatch", String.valueOf(microBatch));
    settings.put("penaltyStrength", String.valueOf(penaltyStrength));
    settings.put("decayBiases", String.valueOf(decayBiases));
    settings.put("seed", String.valueOf(seed));
    settings.put("backend", arithmetic());
    return settings;
  }

  /** Forwards, and backwards to weights and to activations. */
  @Override
  public double multiplications(double rowBytes) {
    return 3.0 * dimension();
  }

  @Override
  public String arithmetic() {
    return TorchArithmetic.description();
  }

  /**
   * Returns the function of one shard.
   *
   * @throws IllegalArgumentException if rows have another width than the network
   */
  @Override
  public ShardFunction shard(int index, List<Block> blocks, boolean remember) {
    return torchShard(index, blocks);
  }

  private TorchShard torchShard(int index, List<Block> blocks) {
    for (Block block : blocks) {
      if (block.width != network.input().size()) {
        throw new IllegalArgumentException(
            PlainText.of(
                "network: rows must have %d numbers, those of shard %d have %d",
                network.input().size(), index, block.width));
      }
    }
    return new TorchShard(this, index, blocks);
  }

  @Override
  public boolean hasStatistics() {
    return network.normalizes();
  }

  @Override
  public NetworkStatistics statistics(int shard, List<Block> blocks, double[] point) {
    return torchShard(shard, blocks).statistics(point);
  }
}
