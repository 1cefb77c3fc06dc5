// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.HingeLoss;
import sparkoptim.core.linear.HuberLoss;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.PoissonLoss;
import sparkoptim.core.linear.ScalarLoss;
import sparkoptim.core.linear.SoftmaxCrossEntropy;
import sparkoptim.core.linear.SquaredHingeLoss;
import sparkoptim.core.linear.SquaredLoss;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Backend;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;

/** Problems that together use every kernel, and every way through each. */
final class KernelSuite {
  private static final int BLOCK_ROWS = 37;
  private static final long SEED = 12;
  private static final List<ScalarLoss> LOSSES =
      List.of(
          LogisticLoss.LOSS,
          SquaredLoss.LOSS,
          HingeLoss.LOSS,
          SquaredHingeLoss.LOSS,
          new HuberLoss(0.7),
          PoissonLoss.LOSS);

  private KernelSuite() {}

  /** Returns a few small ones that use every kernel, for a device that is slow. */
  static List<KernelCase> small() {
    List<KernelCase> cases = new ArrayList<>();
    for (ScalarLoss loss : LOSSES) {
      cases.add(new Sample(loss, 33, 1, 200).of("dense"));
    }
    ScalarLoss logistic = LogisticLoss.LOSS;
    cases.add(new Sample(logistic, 700, 1, 100).without().of("dense, plain"));
    cases.add(new Sample(logistic, 20, 1, 600).in(512).of("dense, many shards"));
    cases.add(new Sample(logistic, 1500, 1, 100).of("dense, by cuBLAS"));
    cases.add(new Sample(logistic, 200, 1, 100).sparse(20).of("sparse, written out"));
    cases.add(new Sample(logistic, 1100, 1, 900).sparse(30).in(1).of("sparse, long columns"));
    cases.add(
        new Sample(logistic, 66_000, 1, 200).sparse(4).withCommon().in(1).of("sparse, tiled"));
    cases.add(new Sample(SoftmaxCrossEntropy.LOSS, 50, 3, 200).of("softmax, dense"));
    cases.add(new Sample(SoftmaxCrossEntropy.LOSS, 1200, 4, 100).sparse(9).of("softmax, sparse"));
    for (Activation activation : Activation.values()) {
      Layers layers = Layers.of(activation, OutputLoss.SOFTMAX, 30, 17, 9, 4);
      cases.add(new Sample(SoftmaxCrossEntropy.LOSS, 30, 4, 200).of(layers));
    }
    cases.add(
        new Sample(SoftmaxCrossEntropy.LOSS, 300, 1, 100)
            .sparse(20)
            .of(Layers.of(Activation.TANH, OutputLoss.SQUARED, 300, 5, 1)));
    return cases;
  }

  /** All cases. */
  static List<KernelCase> cases() {
    List<KernelCase> cases = new ArrayList<>();
    for (ScalarLoss loss : LOSSES) {
      cases.add(new Sample(loss, 33, 1, 1000).of("dense"));
      cases.add(new Sample(loss, 1500, 1, 300).of("dense, by cuBLAS"));
      cases.add(new Sample(loss, 3000, 1, 500).sparse(8).of("sparse"));
    }
    ScalarLoss logistic = LogisticLoss.LOSS;
    for (int features : List.of(1, 4, 128, 256, 257, 700, 1024)) {
      cases.add(new Sample(logistic, features, 1, 400).of("dense"));
    }
    cases.add(new Sample(logistic, 64, 1, 50_000).in(1).of("dense, many rows"));
    cases.add(new Sample(logistic, 20, 1, 3000).in(512).of("dense, many shards"));
    cases.add(new Sample(logistic, 64, 1, 1000).without().of("dense, no weights, no intercept"));
    cases.add(new Sample(logistic, 300, 1, 1000).sparse(20).of("sparse, written out"));
    cases.add(new Sample(logistic, 20_000, 1, 2000).sparse(3).of("sparse, empty columns"));
    cases.add(new Sample(logistic, 1100, 1, 20_000).sparse(300).in(1).of("sparse, long columns"));
    cases.add(new Sample(logistic, 1100, 1, 2000).sparse(6).without().of("sparse, no weights"));
    cases.add(new Sample(logistic, 150_000, 1, 3000).sparse(9).of("sparse, tiled"));
    cases.add(new Sample(logistic, 70_000, 1, 70_000).sparse(3).in(1).of("sparse, tiled, rows"));
    cases.add(new Sample(logistic, 66_000, 1, 900).sparse(500).of("sparse, too many for tiles"));
    cases.add(
        new Sample(logistic, 66_000, 1, 2000).sparse(4).withCommon().of("sparse, tiled, long"));
    cases.add(new Sample(logistic, 66_000, 1, 500).sparse(4).without().of("sparse, tiled, plain"));
    cases.add(new Sample(SoftmaxCrossEntropy.LOSS, 50, 3, 1000).of("softmax, dense"));
    cases.add(new Sample(SoftmaxCrossEntropy.LOSS, 784, 10, 2000).of("softmax, dense"));
    cases.add(
        new Sample(SoftmaxCrossEntropy.LOSS, 50, 3, 1000)
            .without()
            .of("softmax, no weights, no intercept"));
    cases.add(new Sample(SoftmaxCrossEntropy.LOSS, 1500, 4, 800).sparse(9).of("softmax, sparse"));
    cases.add(new Sample(SoftmaxCrossEntropy.LOSS, 1500, 32, 800).sparse(9).of("softmax, sparse"));
    cases.add(
        new Sample(SoftmaxCrossEntropy.LOSS, 200, 5, 800)
            .sparse(9)
            .of("softmax, sparse, written out"));
    for (Activation activation : Activation.values()) {
      Layers layers = Layers.of(activation, OutputLoss.SOFTMAX, 30, 17, 9, 4);
      cases.add(new Sample(SoftmaxCrossEntropy.LOSS, 30, 4, 1000).of(layers));
      cases.add(
          new Sample(SoftmaxCrossEntropy.LOSS, 30, 1, 900)
              .of(Layers.of(activation, OutputLoss.SQUARED, 30, 12, 1)));
    }
    Layers deep = Layers.of(Activation.RELU, OutputLoss.SOFTMAX, 50, 64, 10);
    cases.add(new Sample(SoftmaxCrossEntropy.LOSS, 50, 10, 20_000).in(2).of(deep));
    cases.add(
        new Sample(SoftmaxCrossEntropy.LOSS, 300, 3, 500)
            .sparse(20)
            .of(Layers.of(Activation.TANH, OutputLoss.SOFTMAX, 300, 3)));
    return cases;
  }

  /** A problem over random rows; 4 shards, weights and intercepts unless told otherwise. */
  private record Sample(
      LinearLoss loss,
      int features,
      int outputs,
      int rows,
      int shards,
      int entriesOfRow,
      boolean plain,
      boolean common) {
    Sample(LinearLoss loss, int features, int outputs, int rows) {
      this(loss, features, outputs, rows, 4, 0, false, false);
    }

    Sample sparse(int entries) {
      return new Sample(loss, features, outputs, rows, shards, entries, plain, common);
    }

    Sample in(int count) {
      return new Sample(loss, features, outputs, rows, count, entriesOfRow, plain, common);
    }

    Sample without() {
      return new Sample(loss, features, outputs, rows, shards, entriesOfRow, true, common);
    }

    /** All rows have an entry in column 7. */
    Sample withCommon() {
      return new Sample(loss, features, outputs, rows, shards, entriesOfRow, plain, true);
    }

    KernelCase of(String what) {
      List<List<Block>> dealt = intoShards();
      double weight = 0;
      for (List<Block> blocks : dealt) {
        for (Block block : blocks) {
          for (int row = 0; row < block.rows(); row++) {
            weight += block.weight(row);
          }
        }
      }
      LinearProblem problem =
          new LinearProblem(
              loss,
              features,
              outputs,
              !plain,
              rows,
              weight,
              shards,
              (long) rows * entriesOfRow,
              1,
              Penalty.NONE,
              SEED);
      String of =
          loss instanceof SoftmaxCrossEntropy ? "%d classes".formatted(outputs) : loss.toString();
      String name = "%s: %s, %d x %d, %d shards".formatted(what, of, rows, features, shards);
      PlainSums plain = new PlainSums(problem, dealt);
      return new KernelCase(name, problem, dealt, plain::of, entriesOfRow > 0);
    }

    /** Returns a perceptron over the rows; its oracle is core's on this processor. */
    KernelCase of(Layers layers) {
      List<List<Block>> dealt = intoShards();
      Perceptron problem =
          new Perceptron(layers, Precision.DOUBLE, Backend.JAVA, rows, rows, shards, 0, SEED);
      String name = "perceptron: %s, %d rows, %d shards".formatted(layers, rows, shards);
      return new KernelCase(
          name, problem, dealt, request -> answer(problem, dealt, request), false);
    }

    private static double[] answer(
        Perceptron problem, List<List<Block>> shards, ShardRequest request) {
      double[] answer = new double[problem.dimension() + 1];
      try (ShardGroup group = problem.group(0, shards, false)) {
        group.answer(request, 0, shards.size(), answer);
      }
      return answer;
    }

    private List<List<Block>> intoShards() {
      Random random = new Random(SEED);
      List<List<Block>> dealt = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        int left = rows / shards + (shard < rows % shards ? 1 : 0);
        List<Block> blocks = new ArrayList<>();
        while (left > 0) {
          int count = Math.min(left, BLOCK_ROWS);
          blocks.add(block(random, shard, blocks.size(), count));
          left -= count;
        }
        dealt.add(blocks);
      }
      return dealt;
    }

    private Block block(Random random, int shard, int index, int count) {
      boolean sparse = entriesOfRow > 0;
      int width = sparse ? entriesOfRow : features;
      double[] labels = random.ints(count, 0, Math.max(2, outputs)).asDoubleStream().toArray();
      double[] weights = plain ? null : random.doubles(count, 0.5, 2.5).toArray();
      double[] values = random.doubles((long) count * width, -1, 1).toArray();
      if (!sparse) {
        return new Block(shard, index, features, labels, weights, null, null, values);
      }
      int[] offsets = new int[count + 1];
      int[] columns = new int[count * width];
      for (int row = 0; row < count; row++) {
        offsets[row + 1] = (row + 1) * width;
        IntStream drawn = IntStream.concat(IntStream.of(common ? 7 : 0), random.ints(0, features));
        int[] of = drawn.skip(common ? 0 : 1).distinct().limit(width).sorted().toArray();
        System.arraycopy(of, 0, columns, row * width, width);
      }
      return new Block(shard, index, features, labels, weights, offsets, columns, values);
    }
  }
}
