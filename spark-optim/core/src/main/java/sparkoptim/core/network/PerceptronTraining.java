// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardFunction;

/**
 * A perceptron's training as a stage wants it: labels on a scale, and no decay of biases.
 *
 * @param perceptron the problem
 * @param labels the scale of labels
 * @param terms of the training, as the perceptron has them too
 */
record PerceptronTraining(Perceptron perceptron, LabelScale labels, NetworkTerms terms)
    implements ShardedNetwork {

  @Override
  public int dimension() {
    return perceptron.dimension();
  }

  @Override
  public int[] layerStarts() {
    return perceptron.layerStarts();
  }

  @Override
  public boolean[] matrices() {
    Layers layers = perceptron.layers();
    boolean[] weights = new boolean[layers.dimension()];
    for (int layer = 0; layer < layers.count(); layer++) {
      Arrays.fill(weights, layers.weightsAt(layer), layers.biasesAt(layer), true);
    }
    return weights;
  }

  @Override
  public boolean treatsRowsAlone() {
    return true;
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>(perceptron.settings());
    settings.put("labels", labels.toString());
    terms.describe(settings);
    return settings;
  }

  @Override
  public String arithmetic() {
    return perceptron.arithmetic();
  }

  @Override
  public ShardFunction shard(int index, List<Block> blocks, boolean remember) {
    return perceptron.shard(index, scaled(blocks), remember);
  }

  private List<Block> scaled(List<Block> blocks) {
    if (labels.equals(LabelScale.NONE)) {
      return blocks;
    }
    List<Block> scaled = new ArrayList<>();
    for (Block block : blocks) {
      double[] values = Arrays.stream(block.labels).map(labels::apply).toArray();
      scaled.add(block.labelled(values, block.weights));
    }
    return scaled;
  }

  @Override
  public boolean hasStatistics() {
    return false;
  }

  @Override
  public NetworkStatistics statistics(int shard, List<Block> blocks, double[] point) {
    return new NetworkStatistics();
  }
}
