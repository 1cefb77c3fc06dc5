// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowOrder;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.testing.SampleRows;

/** A small perceptron over generated rows. */
record PerceptronCase(
    SampleRows rows,
    Layers layers,
    Precision precision,
    Backend backend,
    double penalty,
    int shards,
    boolean sparse) {
  private static final long SEED = 20232;
  private static final int FEATURES = 5;

  static PerceptronCase of(Layers layers) {
    int classes = layers.loss() == OutputLoss.SOFTMAX ? layers.outputs() : 4;
    SampleRows rows = SampleRows.random(37, FEATURES, classes, 0.6, 21);
    return new PerceptronCase(rows, layers, Precision.DOUBLE, Backend.JAVA, 0, 4, false);
  }

  static PerceptronCase of(Activation hidden, OutputLoss loss, int depth) {
    List<Integer> sizes = new ArrayList<>();
    sizes.add(FEATURES);
    for (int layer = 0; layer < depth; layer++) {
      sizes.add(7 - 3 * layer);
    }
    sizes.add(loss == OutputLoss.SOFTMAX ? 3 : 1);
    return of(Layers.of(hidden, loss, sizes.toArray(Integer[]::new)));
  }

  /** Two hidden layers of tanh below softmax. */
  static PerceptronCase deep() {
    return of(Activation.TANH, OutputLoss.SOFTMAX, 2);
  }

  /** Every activation, loss and depth, with and without penalty. */
  static Stream<PerceptronCase> matrix() {
    return Stream.of(Activation.values())
        .flatMap(hidden -> Stream.of(OutputLoss.values()).flatMap(loss -> depths(hidden, loss)))
        .flatMap(each -> Stream.of(each, each.penalised(0.3)));
  }

  private static Stream<PerceptronCase> depths(Activation hidden, OutputLoss loss) {
    return Stream.of(0, 1, 2)
        .filter(depth -> depth > 0 || hidden == Activation.RELU)
        .map(depth -> of(hidden, loss, depth));
  }

  PerceptronCase penalised(double strength) {
    return new PerceptronCase(rows, layers, precision, backend, strength, shards, sparse);
  }

  PerceptronCase asSparse() {
    return new PerceptronCase(rows, layers, precision, backend, penalty, shards, true);
  }

  PerceptronCase in(int number) {
    return new PerceptronCase(rows, layers, precision, backend, penalty, number, sparse);
  }

  PerceptronCase over(SampleRows other) {
    return new PerceptronCase(other, layers, precision, backend, penalty, shards, sparse);
  }

  PerceptronCase with(Precision other, Backend by) {
    return new PerceptronCase(rows, layers, other, by, penalty, shards, sparse);
  }

  Perceptron problem() {
    return new Perceptron(
        layers, precision, backend, rows.size(), rows.weight(), shards, penalty, SEED);
  }

  List<List<Block>> blocks() {
    return rows.deal(shards, sparse);
  }

  /** A fresh objective; batch size 0 is all rows. */
  ShardedObjective objective(long batchSize) {
    Perceptron problem = problem();
    List<List<Block>> blocks = blocks();
    List<ShardFunction> functions = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      functions.add(problem.shard(shard, blocks.get(shard), true));
    }
    return new ShardedObjective(
        problem, new LocalCollective(functions, problem.dimension()), batchSize);
  }

  /** Rows by global position: position g is slot g div S of shard g mod S. */
  List<Integer> order(long epoch) {
    List<List<Block>> blocks = blocks();
    List<Integer> order = new ArrayList<>();
    for (int position = 0; position < rows.size(); position++) {
      int shard = position % shards;
      RowOrder rowOrder = new RowOrder(blocks.get(shard), SEED, shard);
      rowOrder.seek(epoch, position / shards);
      int row = rowOrder.block().index * SampleRows.BLOCK_ROWS + rowOrder.row();
      order.add(row * shards + shard);
    }
    return order;
  }

  /** A random point. */
  double[] point(long seed) {
    return new Random(seed).doubles(layers.dimension(), -1, 1).toArray();
  }

  @Override
  public String toString() {
    return layers + (sparse ? ", sparse" : "") + (penalty > 0 ? ", penalty" : "");
  }
}
