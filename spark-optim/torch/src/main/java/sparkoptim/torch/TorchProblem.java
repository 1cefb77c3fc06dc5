// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkStatistics;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.NetworkTerms;
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
 * @param terms of the training
 */
public record TorchProblem(
    TorchNetwork network, NetworkTask.Loss loss, LabelScale labels, NetworkTerms terms)
    implements ShardedNetwork {
  private static final double LOSS_ERROR = 1e-6;

  /** Checks the settings. */
  public TorchProblem {
    int wanted = network.outputs();
    if (loss.isModules() && !network.hasLoss()) {
      throw ScriptArchive.refused(network.name(), "has no method " + TorchNetwork.LOSS, null);
    }
    if (loss.isOfNumbers() ? wanted != 1 : wanted < 2) {
      throw new IllegalArgumentException(
          PlainText.of(
              "network: must end in %s for %s, ended in %d",
              loss.isOfNumbers() ? "1 output" : ">= 2 outputs", loss, wanted));
    }
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
  public boolean treatsRowsAlone() {
    // What a module's own loss makes of a row beside others is known to nobody.
    return !network.normalizes()
        && network.masks().isEmpty()
        && !network.draws()
        && !loss.isModules();
  }

  /** Returns the error of a full loss by rounding; where an epoch's draws enter, by their noise. */
  @Override
  public double lossError() {
    return treatsRowsAlone() ? LOSS_ERROR : 1 / Math.sqrt((double) rows());
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("problem", "torch network");
    settings.put("network", network.description());
    settings.put("file", network.sha256());
    settings.put("loss", loss.toString());
    settings.put("labels", labels.toString());
    terms.describe(settings);
    settings.put("backend", arithmetic());
    return settings;
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
