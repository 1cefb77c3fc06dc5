// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import sparkoptim.core.DivergedException;
import sparkoptim.core.data.Block;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.Shards;
import sparkoptim.engine.rows.PackedRows;
import sparkoptim.engine.rows.RowRules;
import sparkoptim.engine.rows.ShardCount;

/**
 * The rows that train a network: read once, checked, and dealt into shards. Close it to let them
 * go.
 */
public final class NetworkRows implements AutoCloseable {
  private final PackedRows packed;
  private final long batchSize;
  private final Shards shards;
  private final Block sample;

  /**
   * Reads and deals rows of columns (label, features).
   *
   * @param rules without weights
   * @param dealing one of {@link PackedRows#DEALINGS}
   * @param numShards a power of two; 0 lets data and batch size decide
   * @param batchSize rows of a mini-batch; 0 for all
   * @throws IllegalArgumentException if rows break the rules, or numShards does not fit
   */
  public NetworkRows(
      FitJobs jobs,
      Dataset<Row> dataset,
      RowRules rules,
      String dealing,
      int numShards,
      long batchSize) {
    this.batchSize = batchSize;
    jobs.describe("read and check rows");
    packed = PackedRows.of(dataset, rules, dealing);
    Shards dealt = null;
    Block first = null;
    try {
      int count =
          numShards > 0
              ? ShardCount.checked(numShards, packed.rows())
              : ShardCount.forNetworks(packed.rows(), packed.payloadBytes(), batchSize);
      dealt = packed.intoShards(count);
      jobs.describe("deal into %d shards".formatted(count));
      first = dealt.collect((shard, blocks) -> twoRows(shard, blocks)).get(0).get(0);
    } finally {
      if (first == null) {
        close(dealt);
      }
      packed.close();
    }
    shards = dealt;
    sample = first;
  }

  /** Returns the first and the last row of the first shard; nothing of others. */
  private static List<Block> twoRows(int shard, List<Block> blocks) {
    List<Block> rows = new ArrayList<>();
    if (shard == 0) {
      rows.add(twoRows(blocks));
    }
    return rows;
  }

  private static Block twoRows(List<Block> blocks) {
    Block first = blocks.get(0);
    Block last = blocks.get(blocks.size() - 1);
    int width = first.width;
    double[] labels = {first.labels[0], last.labels[last.rows() - 1]};
    double[] values = new double[2 * width];
    copy(first, 0, values, 0);
    copy(last, last.rows() - 1, values, width);
    return new Block(0, 0, width, labels, null, null, null, values);
  }

  private static void copy(Block block, int row, double[] values, int at) {
    for (int entry = block.from(row); entry < block.to(row); entry++) {
      int column = block.sparse() ? block.columns[entry] : entry - block.from(row);
      values[at + column] = block.values[entry];
    }
  }

  /** Returns the number of rows. */
  public long rows() {
    return packed.rows();
  }

  /** Returns the numbers of a row. */
  public int columns() {
    return packed.ranges().width();
  }

  /** Returns the largest label, where labels are classes. */
  public int largestLabel() {
    return packed.largestLabel();
  }

  /** Returns the values, column indices and labels in bytes. */
  public long payloadBytes() {
    return packed.payloadBytes();
  }

  /** Returns a fingerprint that identifies the rows, in any order. */
  public String fingerprint() {
    return packed.fingerprint();
  }

  /** Returns the rows. */
  public Shards shards() {
    return shards;
  }

  /**
   * Returns a network's problem over these rows.
   *
   * @param penaltyStrength q >= 0 of the penalty {@code q/2 ||w||^2} on weights
   * @param biasPenaltyStrength the same on biases and scales
   * @param seed of the order of rows, and of masks of dropout
   * @throws IllegalArgumentException if the network takes rows of another length, or its criterion
   *     is neither a mean nor a sum over rows
   */
  public <T> NetworkProblem<T> problem(
      Network<T> network, double penaltyStrength, double biasPenaltyStrength, long seed) {
    if (network.columns() != columns()) {
      throw new IllegalArgumentException(
          "network: takes rows of %d numbers, the data have %d"
              .formatted(network.columns(), columns()));
    }
    int microBatch = NetworkProblem.microBatch(rows(), shards.count(), batchSize);
    LossKind kind = LossKind.of(network, sample);
    return new NetworkProblem<>(
        network,
        kind,
        rows(),
        shards.count(),
        microBatch,
        penaltyStrength,
        biasPenaltyStrength,
        seed);
  }

  /**
   * Sets a network's parameters to a trained point, and its BatchNorm statistics to those of the
   * rows at that point: one pass forwards where there are any.
   *
   * @param step after which the point was taken, for errors
   * @throws DivergedException if a parameter or a statistic is not finite in the network's numbers
   */
  public <T> void finish(NetworkProblem<T> problem, double[] point, long step) {
    Network<T> network = problem.network();
    network.set(point);
    DivergedException.check(step, "parameter", network.point());
    if (network.hasStatistics()) {
      double[] statistics = statistics(problem, point);
      DivergedException.check(step, "statistic of batch normalization", statistics);
      network.setStatistics(statistics);
    }
  }

  private <T> double[] statistics(NetworkProblem<T> problem, double[] point) {
    return statistics(problem, shards, point);
  }

  /** Static, so that the task takes nothing along but its arguments. */
  private static <T> double[] statistics(NetworkProblem<T> problem, Shards shards, double[] point) {
    return shards
        .reduce(
            (shard, blocks) -> problem.networkShard(shard, blocks).statistics(point),
            NetworkStatistics::merge,
            8L * point.length)
        .values();
  }

  @Override
  public void close() {
    close(shards);
  }

  private static void close(Shards shards) {
    if (shards != null) {
      shards.close();
    }
  }
}
