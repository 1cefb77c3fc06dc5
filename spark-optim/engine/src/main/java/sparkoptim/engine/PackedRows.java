package sparkoptim.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnRanges;

/**
 * The rows of a fit, read once, checked, hashed and packed. Dealing them into shards sorts them by
 * their hashes, so that the shards depend on the rows alone: not on their order or partitions in
 * the input. What is known before are counts, minima and maxima, which do not depend on order
 * either. Close it when the rows are dealt.
 */
public final class PackedRows implements AutoCloseable {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int ENTRY_BYTES = 12;
  private static final int ROW_BYTES = 20;
  private static final int ROWS_PER_BLOCK = 1 << 16;

  /** Up to so many bytes one task sorts all rows, which saves a shuffle, or both. */
  private static final long SMALL = 64L << 20;

  private final JavaPairRDD<Integer, RowPacker.Parcel> parcels;
  private final RowRules rules;
  private final RowSummary summary;

  private PackedRows(
      JavaPairRDD<Integer, RowPacker.Parcel> parcels, RowRules rules, RowSummary summary) {
    this.parcels = parcels;
    this.rules = rules;
    this.summary = summary;
  }

  /**
   * Reads rows of (label, features) or (label, features, weight).
   *
   * @throws IllegalArgumentException naming column, rule, value and number of bad rows, or that
   *     there are none at all
   */
  public static PackedRows of(JavaRDD<Row> rows, RowRules rules) {
    int partitions = rows.getNumPartitions();
    if (partitions == 0) {
      new RowCheck().require(rules);
    }
    int buckets = Math.min(partitions, Math.max(8, 4 * rows.context().defaultParallelism()));
    JavaPairRDD<Integer, RowPacker.Parcel> parcels =
        rows.mapPartitionsToPair(input -> new RowPacker(input, rules, buckets))
            .setName("sparkoptim packed rows")
            .persist(StorageLevel.MEMORY_AND_DISK());
    PackedRows packed = null;
    try {
      RowSummary summary =
          parcels
              .mapPartitions(content -> List.of(new RowSummary(content, buckets)).iterator())
              .treeReduce(RowSummary::merge);
      summary.check.require(rules);
      packed = new PackedRows(parcels, rules, summary);
      return packed;
    } finally {
      // Not a catch: Spark's exceptions are checked ones that Scala does not declare.
      if (packed == null) {
        parcels.unpersist(false);
      }
    }
  }

  /** Number of rows with weight above 0. */
  public long rows() {
    return summary.ranges.rows();
  }

  /** Counts, minima and maxima of the columns. */
  public ColumnRanges ranges() {
    return summary.ranges;
  }

  /** Largest label, where labels are classes. */
  public int largestLabel() {
    return summary.check.largestLabel();
  }

  /** Values, column indices and labels in bytes. */
  public long payloadBytes() {
    return ranges().nonZeros() * ENTRY_BYTES + rows() * (rules.weighted() ? 16 : 8);
  }

  /**
   * Deals the rows: row r in the order of hashes goes to shard r mod {@code shards}, so sizes
   * differ by at most one, in blocks of about a megabyte whose size depends on the rows alone.
   */
  public Shards deal(int shards) {
    return deal(shards, payloadBytes() <= SMALL);
  }

  /** Either way deals the same rows to the same places. */
  Shards deal(int shards, boolean inOneTask) {
    int ranges = inOneTask ? 1 : summary.rows.length;
    long[] first = new long[ranges];
    for (int i = 1; i < ranges; i++) {
      first[i] = first[i - 1] + summary.rows[i - 1];
    }
    boolean weighted = rules.weighted();
    JavaRDD<RowPacker.Parcel> byRange =
        inOneTask
            ? parcels.values().coalesce(1)
            : parcels.partitionBy(new ByIndex(ranges)).values();
    JavaPairRDD<Integer, Tuple2<Integer, RowPack>> pieces =
        byRange
            .mapPartitionsWithIndex(
                (range, content) -> pieces(range, sorted(content, weighted), first[range], shards),
                true)
            .mapToPair(piece -> piece);
    JavaRDD<Tuple2<Integer, RowPack>> dealt =
        inOneTask && shards == 1
            ? pieces.values()
            : pieces.partitionBy(new ByIndex(shards)).values();
    int width = ranges().width();
    int blockRows = rowsPerBlock();
    JavaRDD<Block> blocks =
        dealt.mapPartitionsWithIndex(
            (shard, parts) -> blocks(shard, parts, width, blockRows, weighted).iterator(), true);
    return new Shards(blocks, shards);
  }

  private static RowPack sorted(Iterator<RowPacker.Parcel> parcels, boolean weighted) {
    List<RowPack> packs = new ArrayList<>();
    parcels.forEachRemaining(
        parcel -> {
          if (parcel.pack != null) {
            packs.add(parcel.pack);
          }
        });
    return RowPack.sorted(packs, weighted);
  }

  private int rowsPerBlock() {
    double rowBytes = ROW_BYTES + (double) ENTRY_BYTES * ranges().nonZeros() / rows();
    return (int) Math.max(1, Math.min(ROWS_PER_BLOCK, BLOCK_BYTES / rowBytes));
  }

  private static Iterator<Tuple2<Integer, Tuple2<Integer, RowPack>>> pieces(
      int range, RowPack rows, long first, int shards) {
    if (shards == 1) {
      return List.of(new Tuple2<>(0, new Tuple2<>(range, rows))).iterator();
    }
    return IntStream.range(0, shards)
        .mapToObj(
            shard -> new Tuple2<>(shard, new Tuple2<>(range, piece(rows, first, shard, shards))))
        .iterator();
  }

  private static RowPack piece(RowPack rows, long first, int shard, int shards) {
    RowPack piece =
        new RowPack(
            rows.rows / shards + 1, rows.entries() / shards + 16, rows.weights != null, false);
    for (int row = (int) Math.floorMod(shard - first, (long) shards);
        row < rows.rows;
        row += shards) {
      piece.add(rows, row);
    }
    return piece.trim();
  }

  private static List<Block> blocks(
      int shard,
      Iterator<Tuple2<Integer, RowPack>> parts,
      int width,
      int blockRows,
      boolean weighted) {
    List<Tuple2<Integer, RowPack>> ordered = new ArrayList<>();
    parts.forEachRemaining(ordered::add);
    ordered.sort((a, b) -> Integer.compare(a._1(), b._1()));
    List<Block> blocks = new ArrayList<>();
    RowPack open = new RowPack(blockRows, 0, weighted, false);
    for (Tuple2<Integer, RowPack> part : ordered) {
      for (int row = 0; row < part._2().rows; row++) {
        if (open.rows == blockRows) {
          blocks.add(open.trim().block(shard, blocks.size(), width));
          open = new RowPack(blockRows, open.entries(), weighted, false);
        }
        open.add(part._2(), row);
      }
    }
    if (open.rows > 0) {
      blocks.add(open.trim().block(shard, blocks.size(), width));
    }
    return blocks;
  }

  /** Lets the rows go. */
  @Override
  public void close() {
    parcels.unpersist(false);
  }

  /** Keys are partition numbers. */
  private static final class ByIndex extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int partitions;

    ByIndex(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }
  }
}
