// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import sparkoptim.core.Capability;
import sparkoptim.core.PlainText;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.linear.PortableMath;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * A multilayer perceptron over shards. Coordinates are the parameters as {@link Layers} lays them
 * out; the penalty is {@code q/2} times the squares of all weights, biases left out.
 *
 * @param layers what is computed
 * @param precision of gradients
 * @param backend who multiplies matrices
 * @param rows rows in all shards
 * @param weight sum of their weights
 * @param shards number of shards
 * @param penaltyStrength q >= 0
 * @param seed of the order in which epochs visit rows
 */
public record Perceptron(
    Layers layers,
    Precision precision,
    Backend backend,
    long rows,
    double weight,
    int shards,
    double penaltyStrength,
    long seed)
    implements ShardedProblem {

  public Perceptron {
    if (!(penaltyStrength >= 0 && Double.isFinite(penaltyStrength))) {
      throw new IllegalArgumentException(
          "perceptron: penaltyStrength must be finite and >= 0, was " + penaltyStrength);
    }
  }

  @Override
  public int dimension() {
    return layers.dimension();
  }

  @Override
  public double[] penalty() {
    if (penaltyStrength == 0) {
      return null;
    }
    double[] penalty = new double[dimension()];
    for (int layer = 0; layer < layers.count(); layer++) {
      Arrays.fill(penalty, layers.weightsAt(layer), layers.biasesAt(layer), penaltyStrength);
    }
    return penalty;
  }

  @Override
  public int[] layerStarts() {
    return IntStream.rangeClosed(0, layers.count()).map(layers::weightsAt).toArray();
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("problem", "perceptron");
    settings.put("layers", layers.toString());
    settings.put("precision", precision.toString());
    settings.put("weight", String.valueOf(weight));
    settings.put("penaltyStrength", String.valueOf(penaltyStrength));
    settings.put("seed", String.valueOf(seed));
    settings.put("backend", arithmetic());
    return settings;
  }

  @Override
  public Set<Capability> offers() {
    return Set.of();
  }

  /**
   * Returns the function of one shard; it remembers nothing at snapshots.
   *
   * @throws IllegalArgumentException if a block has another width than the first layer, or a label
   *     is not a class, or not finite with squared loss
   */
  @Override
  public ShardFunction shard(int index, List<Block> blocks, boolean remember) {
    check(index, blocks);
    Kernels<?> kernels = kernels();
    return shard(kernels, index, blocks);
  }

  private <A> ShardFunction shard(Kernels<A> kernels, int index, List<Block> blocks) {
    return new PerceptronShard<>(this, kernels, index, blocks);
  }

  private Kernels<?> kernels() {
    return precision == Precision.DOUBLE
        ? new DoubleKernels(Blas.of(backend))
        : new SingleKernels(Blas.of(backend));
  }

  /** Forwards, and backwards to weights and to activations. */
  @Override
  public double multiplications(double rowBytes) {
    return 3.0 * dimension();
  }

  @Override
  public String arithmetic() {
    return backend.description() + ", " + precision + ", " + probe(kernels());
  }

  /** Returns the bits of a product of fixed matrices. */
  private static <A> String probe(Kernels<A> kernels) {
    int side = 37;
    double[] values = new double[side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = CounterRandom.key(5, i) * 0x1p-63;
    }
    A a = kernels.load(values, null);
    A product = kernels.allocate(values.length);
    kernels.multiply(false, true, side, side, side, a, 0, a, 0, 0, product, 0);
    kernels.store(product, values, 0, values.length);
    return WeightsDigest.sha256(values).substring(0, 16);
  }

  /**
   * Checks the rows of a shard.
   *
   * @throws IllegalArgumentException if a block has another width than the first layer, or a label
   *     is not a class, or not finite with squared loss
   */
  public void check(int shard, List<Block> blocks) {
    int wrong = 0;
    double first = 0;
    for (Block block : blocks) {
      if (block.width != layers.inputs(0)) {
        throw new IllegalArgumentException(
            PlainText.of(
                "perceptron: rows must have %d features, those of shard %d have %d",
                layers.inputs(0), shard, block.width));
      }
      for (double label : block.labels) {
        if (!fits(label)) {
          first = wrong == 0 ? label : first;
          wrong++;
        }
      }
    }
    if (wrong > 0) {
      String rule =
          layers.loss() == OutputLoss.SOFTMAX
              ? "classes 0 to " + (layers.outputs() - 1)
              : "finite numbers";
      throw new IllegalArgumentException(
          PlainText.of(
              "perceptron: labels must be %s; %d of shard %d are not, the first is %s",
              rule, wrong, shard, first));
    }
  }

  private boolean fits(double label) {
    return layers.loss() == OutputLoss.SOFTMAX
        ? label >= 0 && label < layers.outputs() && label == Math.rint(label)
        : Double.isFinite(label);
  }

  /**
   * Returns the network's outputs for a block's rows at a point: the probabilities of the classes,
   * or the one output.
   *
   * @return {@code layers.outputs()} numbers per row
   */
  public double[] predict(double[] point, Block block) {
    return predict(kernels(), point, block);
  }

  private <A> double[] predict(Kernels<A> kernels, double[] point, Block block) {
    int width = layers.outputs();
    double[] outputs = new double[block.rows() * width];
    PerceptronPass<A> network = new PerceptronPass<>(layers, kernels, block.rows());
    A parameters = kernels.load(point, null);
    for (int from = 0; from < block.rows(); from += network.rows()) {
      network.clear();
      while (network.rows() < network.capacity() && from + network.rows() < block.rows()) {
        network.add(block, from + network.rows());
      }
      kernels.store(network.forward(parameters), outputs, from * width, network.rows() * width);
    }
    if (layers.loss() == OutputLoss.SOFTMAX) {
      for (int at = 0; at < outputs.length; at += width) {
        toProbabilities(outputs, at, at + width);
      }
    }
    return outputs;
  }

  private static void toProbabilities(double[] margins, int from, int to) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = from; k < to; k++) {
      largest = Math.max(largest, margins[k]);
    }
    double total = 0;
    for (int k = from; k < to; k++) {
      margins[k] = PortableMath.exp(margins[k] - largest);
      total += margins[k];
    }
    for (int k = from; k < to; k++) {
      margins[k] /= total;
    }
  }
}
