// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import sparkoptim.core.LossRange;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.core.data.RowOrder;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LinearMoments;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.RowNorms;
import sparkoptim.core.linear.SoftmaxCrossEntropy;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedObjective;

/**
 * A small linear problem over generated rows.
 *
 * @param penalty one weight per feature of the squared penalty, or null
 * @param l1 one weight per feature of the L1 penalty, or null
 * @param sparse whether blocks hold sparse rows
 * @param touching whether mini-batches may be summed along the touched coordinates alone
 * @param remember whether shards remember slopes at snapshots
 */
public record LinearCase(
    SampleRows rows,
    LinearLoss loss,
    int outputs,
    boolean intercept,
    double[] penalty,
    double[] l1,
    int shards,
    boolean sparse,
    boolean touching,
    boolean remember) {
  private static final long SEED = 20231;

  /** Logistic regression with an intercept: 37 rows, 6 features, 60 % of them zero. */
  public static LinearCase logistic() {
    SampleRows rows = SampleRows.random(37, 6, 2, 0.4, 11);
    return new LinearCase(rows, LogisticLoss.LOSS, 1, true, null, null, 4, true, false, true);
  }

  /** Softmax over three classes, else as {@link #logistic}. */
  public static LinearCase softmax() {
    SampleRows rows = SampleRows.random(37, 6, 3, 0.4, 12);
    return new LinearCase(
        rows, SoftmaxCrossEntropy.LOSS, 3, true, null, null, 4, true, false, true);
  }

  /** Both losses, sparse and dense, with and without intercept and penalty. */
  public static Stream<LinearCase> matrix() {
    return Stream.of(logistic(), softmax())
        .flatMap(c -> Stream.of(c, c.withoutIntercept()))
        .flatMap(c -> Stream.of(c, c.penalised(0.3)))
        .flatMap(c -> Stream.of(c, c.dense()));
  }

  /** The same over other rows. */
  public LinearCase of(SampleRows other) {
    return new LinearCase(
        other, loss, outputs, intercept, penalty, l1, shards, sparse, touching, remember);
  }

  /** The same with another loss of one margin. */
  public LinearCase with(LinearLoss other) {
    return new LinearCase(
        rows, other, outputs, intercept, penalty, l1, shards, sparse, touching, remember);
  }

  /** The same in another number of shards. */
  public LinearCase in(int number) {
    return new LinearCase(
        rows, loss, outputs, intercept, penalty, l1, number, sparse, touching, remember);
  }

  /** The same in dense blocks. */
  public LinearCase dense() {
    return new LinearCase(
        rows, loss, outputs, intercept, penalty, l1, shards, false, false, remember);
  }

  /** The same with mini-batches that cost their entries where they touch few coordinates. */
  public LinearCase inSparseBatches() {
    return new LinearCase(
        rows, loss, outputs, intercept, penalty, l1, shards, sparse, true, remember);
  }

  /** The same without intercepts. */
  public LinearCase withoutIntercept() {
    return new LinearCase(
        rows, loss, outputs, false, penalty, l1, shards, sparse, touching, remember);
  }

  /** The same with shards that forget slopes at once. */
  public LinearCase forgetting() {
    return new LinearCase(
        rows, loss, outputs, intercept, penalty, l1, shards, sparse, touching, false);
  }

  /** The same with penalty weights around a strength, another for every feature. */
  public LinearCase penalised(double strength) {
    double[] weights = weights(strength);
    return new LinearCase(
        rows, loss, outputs, intercept, weights, l1, shards, sparse, touching, remember);
  }

  /** The same without penalties. */
  public LinearCase withoutPenalty() {
    return new LinearCase(
        rows, loss, outputs, intercept, null, null, shards, sparse, touching, remember);
  }

  /** The same with L1 weights around a strength, another for every feature. */
  public LinearCase withL1(double strength) {
    double[] weights = weights(strength);
    return new LinearCase(
        rows, loss, outputs, intercept, penalty, weights, shards, sparse, touching, remember);
  }

  private double[] weights(double strength) {
    double[] weights = new double[rows.width()];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = strength * (1 + j) / weights.length;
    }
    return weights;
  }

  /** The problem's settings and totals. */
  public LinearProblem problem() {
    List<RowNorms> norms = new ArrayList<>();
    for (List<Block> blocks : blocks()) {
      norms.add(RowNorms.of(blocks, intercept));
    }
    return problem(RowNorms.sum(norms) / rows.weight());
  }

  /** The problem with another mean norm: a huge one takes no row in parts. */
  public LinearProblem problem(double rowNorm) {
    return new LinearProblem(
        loss,
        rows.width(),
        outputs,
        intercept,
        rows.size(),
        rows.weight(),
        shards,
        touching ? entries() : 0,
        rowNorm,
        new Penalty(penalty, l1),
        SEED,
        LossRange.UNKNOWN,
        moments(),
        null);
  }

  private LinearMoments moments() {
    return LinearMoments.of(ColumnMoments.of(rows.width(), List.of(rows.sparseBlock())));
  }

  private long entries() {
    return blocks().stream().flatMap(List::stream).mapToLong(block -> block.values.length()).sum();
  }

  /** The rows in blocks. */
  public List<List<Block>> blocks() {
    return rows.deal(shards, sparse);
  }

  /** A fresh objective; batch size 0 is all rows. */
  public ShardedObjective objective(long batchSize) {
    return objective(problem(), blocks(), batchSize);
  }

  /** A fresh objective over a problem and blocks of this case. */
  public ShardedObjective objective(
      LinearProblem problem, List<List<Block>> blocks, long batchSize) {
    List<ShardFunction> functions = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      functions.add(problem.shard(shard, blocks.get(shard), remember));
    }
    return new ShardedObjective(
        problem, new LocalCollective(functions, problem.dimension()), batchSize);
  }

  /** Rows by global position: position g is slot g div S of shard g mod S. */
  public List<Integer> order(long epoch) {
    List<List<Block>> blocks = blocks();
    List<Integer> order = new ArrayList<>();
    for (int position = 0; position < rows.size(); position++) {
      int shard = position % shards;
      RowOrder rowOrder = new RowOrder(blocks.get(shard), SEED, shard);
      rowOrder.seek(epoch, position / shards);
      order.add(row(shard, rowOrder.block(), rowOrder.row()));
    }
    return order;
  }

  /** The row that lies at a place in a shard's block. */
  public int row(int shard, Block block, int row) {
    return (block.index * SampleRows.BLOCK_ROWS + row) * shards + shard;
  }

  /** The order in which one shard visits its rows. */
  public RowOrder rowOrder(int shard) {
    return new RowOrder(blocks().get(shard), SEED, shard);
  }

  /** A random point. */
  public double[] point(long seed) {
    return new Random(seed)
        .doubles((rows.width() + (intercept ? 1L : 0)) * outputs, -1, 1)
        .toArray();
  }

  @Override
  public String toString() {
    return loss.getClass().getSimpleName()
        + (sparse ? ", sparse" : ", dense")
        + (intercept ? ", intercept" : "")
        + (penalty == null ? "" : ", penalty")
        + (l1 == null ? "" : ", L1");
  }
}
