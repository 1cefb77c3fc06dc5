// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.NetworkTerms;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;
import sparkoptim.core.sharded.ShardRequest;

/** Networks and rows of tests. */
final class Batches {
  static final int CLASSES = 3;

  private Batches() {}

  /** Skips where there is no library for this platform. */
  static void assumeLibrary() {
    assumeThat(TorchLibrary.missing()).as("PyTorch's library").isNull();
  }

  static TorchNetwork network(String text, Shape input) {
    return TorchNetwork.of(NetworkText.parse(text, CLASSES), input, 7);
  }

  /** Rows of a block: whole numbers for tokens, and else of a normal distribution. */
  static Block block(int shard, int rows, Shape input, int words, long seed) {
    Random random = new Random(seed);
    double[] labels = new double[rows];
    double[] values = new double[rows * input.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = words > 0 ? random.nextInt(words) : random.nextGaussian();
    }
    for (int i = 0; i < rows; i++) {
      labels[i] = random.nextInt(CLASSES);
    }
    return new Block(shard, 0, input.size(), labels, null, null, null, values);
  }

  static TorchProblem problem(TorchNetwork network, long rows, int shards, int microBatch) {
    return new TorchProblem(
        network,
        network.outputs() == 1 ? NetworkTask.Loss.SQUARED : NetworkTask.Loss.SOFTMAX,
        LabelScale.NONE,
        new NetworkTerms(rows, rows, shards, microBatch, 0, 0, false, 3));
  }

  /** Returns gradient and loss of all rows of one shard. */
  static double[] evaluate(TorchProblem problem, List<Block> blocks, double[] point) {
    double[] result = new double[problem.dimension() + 1];
    problem.shard(0, blocks, false).answer(all(point), result);
    return result;
  }

  static ShardRequest all(double[] point) {
    ShardRequest request = new ShardRequest();
    request.kind = ShardRequest.Kind.EVALUATE;
    request.point = point;
    request.to = ShardRequest.ALL_ROWS;
    return request;
  }

  /** Returns a point near a network's own, so that no bias is 0 and no scale 1. */
  static double[] nearby(TorchNetwork network) {
    Random random = new Random(5);
    double[] point = network.point();
    Arrays.setAll(point, i -> point[i] + 0.1 * random.nextGaussian());
    return point;
  }

  static List<Block> one(Block block) {
    return new ArrayList<>(List.of(block));
  }
}
