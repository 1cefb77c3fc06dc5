// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnRanges;
import sparkoptim.engine.Partitions;
import sparkoptim.engine.Shards;
import sparkoptim.engine.Unpersist;

/**
 * The rows of a fit, read once, checked, hashed and packed. Splitting them into shards sorts them
 * by their hashes, so that the shards depend on the rows alone: not on their order or partitions in
 * the input. What is known before are counts, minima and maxima, which do not depend on order
 * either. Close it when the rows are in shards.
 */
public final class PackedRows implements AutoCloseable {
  private static final int ENTRY_BYTES = 12;

  /** Largest number of bytes at which every executor holds all rows, which saves two shuffles. */
  private static final long SMALL = 64L << 20;

  /**
   * The part of the memory for rows that they may take where one process has them all anyway. They
   * are held beside Spark's own accounts, until they are in shards.
   */
  private static final double LOCAL_PART = 1.0 / 3;

  /**
   * Largest number of bytes that go through the driver to every executor. Then no task of the fit
   * takes its input along, which is all rows where these came from the driver.
   */
  private static final long BROADCAST = 8L << 20;

  /** Most partitions whose summaries the driver merges by itself. */
  private static final int DRIVER_PARTITIONS = 16;

  private static final int BLOCK_BYTES = 1 << 20;

  private static final int LEAST_BUCKETS = 64;
  private static final int MOST_BUCKETS = 4096;

  /** The ways to deal rows: sorted by their hashes, or in the order of the input. */
  public static final List<String> DEALINGS = List.of("hash", "asis");

  private final RDD<RowPacker.RowChunk> chunks;
  private final RowRules rules;
  private final boolean asIs;
  private final RowSummary summary;

  private int blockBytes = BLOCK_BYTES;

  /** Null until rows are dealt by way of it. */
  private Broadcast<SharedRows> sorted;

  private PackedRows(
      RDD<RowPacker.RowChunk> chunks, RowRules rules, boolean asIs, RowSummary summary) {
    this.chunks = chunks;
    this.rules = rules;
    this.asIs = asIs;
    this.summary = summary;
  }

  /**
   * Reads rows of columns (label, features) or (label, features, weight), labels and weights
   * double.
   *
   * @throws IllegalArgumentException naming column, rule, value and number of bad rows, or that
   *     there are none at all
   */
  public static PackedRows of(Dataset<?> dataset, RowRules rules) {
    return of(dataset, rules, DEALINGS.get(0));
  }

  /**
   * Reads rows that may stay in their order: with {@code asis} shards are runs of the input's rows,
   * which saves sorting and shuffling them. Then the shards, and with them the bits of all that is
   * trained, depend on the input's order and partitions.
   *
   * @param dealing one of {@link #DEALINGS}
   */
  public static PackedRows of(Dataset<?> dataset, RowRules rules, String dealing) {
    checkTypes(dataset, rules);
    boolean asIs = dealing.equals(DEALINGS.get(1));
    RDD<InternalRow> rows = dataset.queryExecution().toRdd();
    int partitions = rows.getNumPartitions();
    if (partitions == 0) {
      new RowCheck().require(rules);
    }
    int buckets =
        asIs ? partitions : Math.min(MOST_BUCKETS, Math.max(LEAST_BUCKETS, 2 * partitions));
    RDD<RowPacker.RowChunk> chunks =
        Partitions.<InternalRow, RowPacker.RowChunk>map(
                rows, (index, input) -> new RowPacker(input, rules, asIs ? index : -1))
            .setName("sparkoptim packed rows")
            .persist(StorageLevel.MEMORY_AND_DISK());
    PackedRows packed = null;
    try {
      long mostBytes = asIs ? 0 : BROADCAST / partitions;
      RDD<RowSummary> summaries =
          Partitions.map(
              chunks,
              (index, content) ->
                  List.of(new RowSummary(content, buckets, asIs ? index : -1, mostBytes))
                      .iterator());
      RowSummary summary =
          partitions <= DRIVER_PARTITIONS
              ? Partitions.collect(summaries).stream().reduce(RowSummary::merge).orElseThrow()
              : summaries.toJavaRDD().treeReduce(RowSummary::merge);
      summary.check.require(rules);
      packed = new PackedRows(chunks, rules, asIs, summary);
      if (summary.packs != null) {
        packed.close();
      }
      return packed;
    } finally {
      // Not a catch: Spark's exceptions are checked ones that Scala does not declare.
      if (packed == null) {
        Unpersist.now(chunks);
      }
    }
  }

  /** Rows are read in binary form, so another type would be read as nonsense. */
  private static void checkTypes(Dataset<?> dataset, RowRules rules) {
    StructField[] fields = dataset.schema().fields();
    int columns = rules.weighted() ? 3 : 2;
    if (fields.length != columns) {
      throw new IllegalArgumentException(
          PlainText.of("rows must have %d columns, had %d", columns, fields.length));
    }
    for (int i = 0; i < columns; i++) {
      DataType type = i == 1 ? SQLDataTypes.VectorType() : DataTypes.DoubleType;
      if (!fields[i].dataType().equals(type)) {
        throw new IllegalArgumentException(
            "column %s must be of type %s, was %s"
                .formatted(
                    fields[i].name(), type.simpleString(), fields[i].dataType().simpleString()));
      }
    }
  }

  /** Returns the number of rows with weight above 0. */
  public long rows() {
    return summary.ranges.rows();
  }

  /**
   * Returns the sum of the rows' hashes modulo 2^128, in 32 hexadecimal digits: the same for the
   * same rows, in any order and partitioning.
   */
  public String fingerprint() {
    return summary.fingerprint.toString();
  }

  /** Returns the counts, minima and maxima of the columns. */
  public ColumnRanges ranges() {
    return summary.ranges;
  }

  /** Returns the largest label, where labels are classes. */
  public int largestLabel() {
    return summary.check.largestLabel();
  }

  /** Returns the values, column indices and labels in bytes. */
  public long payloadBytes() {
    return ranges().nonZeros() * ENTRY_BYTES + rows() * (rules.weighted() ? 16 : 8);
  }

  /**
   * Deals the rows: row r in the order of hashes goes to shard r mod {@code shards}, so sizes
   * differ by at most one, in blocks of about a megabyte, or as was set, whose size depends on the
   * rows alone. Or, as they are: each shard has the next rows of the input, as many as it would
   * have then.
   */
  public Shards intoShards(int shards) {
    if (asIs) {
      return new Shards(sharding(shards).asIs(chunks, summary.rows), shards);
    }
    if (summary.packs != null) {
      return placed(sharding(shards).broadcast(chunks.sparkContext(), summary.packs), shards);
    }
    return intoShards(shards, payloadBytes() <= SMALL || fitsIntoThisProcess());
  }

  private boolean fitsIntoThisProcess() {
    SparkContext spark = chunks.sparkContext();
    return spark.isLocal()
        && summary.bytes
            <= LOCAL_PART * (Long) spark.getExecutorMemoryStatus().values().head()._1();
  }

  /** Either way deals the same rows to the same places. */
  public Shards intoShards(int shards, boolean small) {
    Sharding sharding = sharding(shards);
    if (!small) {
      return placed(sharding.byRange(chunks, summary.rows), shards);
    }
    if (sorted == null) {
      sorted = SharedRows.broadcast(chunks.sparkContext());
    }
    return placed(sharding.whole(chunks, sorted), shards);
  }

  private static Shards placed(RDD<Block> blocks, int shards) {
    return new Shards(new PlacedRdd(blocks, Placement.ofNow()), shards);
  }

  private Sharding sharding(int shards) {
    return new Sharding(shards, rules.weighted(), ranges().nonZeros(), rows(), blockBytes);
  }

  /**
   * Sets the size of blocks, which is part of the order in which single-row steps visit rows.
   *
   * @param bytes of a block, 12 for an entry
   */
  public void setBlockBytes(int bytes) {
    blockBytes = bytes;
  }

  /** Lets the rows go. */
  @Override
  public void close() {
    Unpersist.now(chunks);
    if (sorted != null) {
      sorted.unpersist(false);
      sorted.value().forget(); // what a driver that is its own executor has stays
    }
  }
}
