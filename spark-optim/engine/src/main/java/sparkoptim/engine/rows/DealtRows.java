// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.List;
import java.util.function.LongUnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.Shards;

/**
 * The rows that train a network: read once, checked, and split into shards. Close it to let them
 * go.
 */
public final class DealtRows implements AutoCloseable {
  private final PackedRows packed;
  private final FitJobs jobs;
  private boolean weighted;
  private Shards shards;

  /**
   * Reads and deals rows of columns (label, features).
   *
   * @param rules with or without weights
   * @param dealing one of {@link PackedRows#DEALINGS}
   * @param numShards a power of two; 0 lets data and batch size decide
   * @param batchSize rows of a mini-batch, by the number of rows; 0 for all
   * @throws IllegalArgumentException if rows break the rules, or numShards does not fit
   */
  public DealtRows(
      FitJobs jobs,
      Dataset<Row> dataset,
      RowRules rules,
      String dealing,
      int numShards,
      LongUnaryOperator batchSize) {
    this.jobs = jobs;
    weighted = rules.weighted();
    jobs.describe("read and check rows");
    packed = PackedRows.of(dataset, rules, dealing);
    try {
      int count =
          numShards > 0
              ? ShardCount.checked(numShards, packed.rows())
              : ShardCount.forNetworks(
                  packed.rows(), packed.payloadBytes(), batchSize.applyAsLong(packed.rows()));
      shards = packed.intoShards(count);
      jobs.describe(PlainText.of("split into %d shards", count));
    } finally {
      packed.close();
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

  /** Returns the sum of the rows' weights. */
  public double weight() {
    if (!weighted) {
      return rows();
    }
    jobs.describe("measure weights");
    return shards.reduce((shard, blocks) -> weightOf(blocks), Double::sum, 8);
  }

  /** Changes the rows' weights. */
  public void reweigh(Shards.BlockFunction function) {
    Shards before = shards;
    shards = before.map(function);
    weighted = true;
    try {
      weight(); // now they are cached, and those before can go
    } finally {
      before.close();
    }
  }

  private static double weightOf(List<Block> blocks) {
    double weight = 0;
    for (Block block : blocks) {
      for (int row = 0; row < block.rows(); row++) {
        weight += block.weight(row);
      }
    }
    return weight;
  }

  @Override
  public void close() {
    shards.close();
  }
}
