package sparkoptim.engine;

import java.io.Serializable;
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
 * All rows in the order of their hashes, which depends on the rows alone: not on their order or
 * partitions in the input. The input is read once; what is known of it afterwards are counts,
 * minima and maxima, which do not depend on order either. Close it when the rows are dealt.
 */
public final class SortedRows implements AutoCloseable {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int ENTRY_BYTES = 12;
  private static final int ROW_BYTES = 20;
  private static final int ROWS_PER_BLOCK = 1 << 16;

  private final JavaRDD<Bucket> buckets;
  private final RowRules rules;
  private final Summary summary;

  private SortedRows(JavaRDD<Bucket> buckets, RowRules rules, Summary summary) {
    this.buckets = buckets;
    this.rules = rules;
    this.summary = summary;
  }

  /** The rows of one range of hashes. */
  private static final class Bucket implements Serializable {
    private static final long serialVersionUID = 1L;
    final RowPack rows;
    final RowCheck check;

    Bucket(RowPack rows, RowCheck check) {
      this.rows = rows;
      this.check = check;
    }
  }

  /** What the buckets hold; merging does not depend on order. */
  private static final class Summary implements Serializable {
    private static final long serialVersionUID = 1L;
    private final long[] rows;
    private final RowCheck check;
    private ColumnRanges ranges;

    Summary(int bucket, int buckets, Bucket content) {
      rows = new long[buckets];
      rows[bucket] = content.rows.rows;
      check = content.check;
      if (content.rows.rows > 0) {
        ranges = new ColumnRanges(content.rows.width);
        ranges.add(block(content.rows, 0, 0, content.rows.width));
      }
    }

    /** Vectors of different lengths are refused by the check; their ranges do not matter. */
    Summary merge(Summary other) {
      for (int i = 0; i < rows.length; i++) {
        rows[i] += other.rows[i];
      }
      check.merge(other.check);
      if (ranges == null) {
        ranges = other.ranges;
      } else if (other.ranges != null && ranges.width() == other.ranges.width()) {
        ranges.merge(other.ranges);
      }
      return this;
    }
  }

  /**
   * Reads rows of (label, features) or (label, features, weight) and sorts them.
   *
   * @throws IllegalArgumentException naming column, rule, value and number of bad rows, or that
   *     there are none at all
   */
  public static SortedRows of(JavaRDD<Row> rows, RowRules rules) {
    int partitions = rows.getNumPartitions();
    if (partitions == 0) {
      new RowCheck().require(rules);
    }
    int count = Math.min(partitions, Math.max(8, 4 * rows.context().defaultParallelism()));
    JavaRDD<Bucket> buckets =
        packed(rows, rules, count)
            .mapPartitions(parcels -> List.of(bucket(parcels, rules)).iterator())
            .setName("sparkoptim sorted rows")
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Summary summary =
          buckets
              .mapPartitionsWithIndex(
                  (index, content) -> List.of(new Summary(index, count, content.next())).iterator(),
                  true)
              .treeReduce(Summary::merge);
      summary.check.require(rules);
      return new SortedRows(buckets, rules, summary);
    } catch (RuntimeException | Error e) {
      buckets.unpersist(false);
      throw e;
    }
  }

  /** Packs by range of hashes, each range in one partition; one partition needs no shuffle. */
  private static JavaRDD<RowPacker.Parcel> packed(JavaRDD<Row> rows, RowRules rules, int count) {
    JavaPairRDD<Integer, RowPacker.Parcel> parcels =
        rows.mapPartitionsToPair(input -> new RowPacker(input, rules, count));
    return rows.getNumPartitions() == 1
        ? parcels.values()
        : parcels.partitionBy(new ByIndex(count)).values();
  }

  private static Bucket bucket(Iterator<RowPacker.Parcel> parcels, RowRules rules) {
    List<RowPack> packs = new ArrayList<>();
    RowCheck check = new RowCheck();
    while (parcels.hasNext()) {
      RowPacker.Parcel parcel = parcels.next();
      if (parcel.pack != null) {
        packs.add(parcel.pack);
      } else {
        check.merge(parcel.check);
      }
    }
    return new Bucket(RowPack.sorted(packs, rules.weighted()), check);
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
   * Deals the rows: row r goes to shard r mod {@code shards}, so sizes differ by at most one, in
   * blocks of about a megabyte whose size depends on the rows alone.
   */
  public Shards deal(int shards) {
    long[] first = new long[summary.rows.length];
    for (int i = 1; i < first.length; i++) {
      first[i] = first[i - 1] + summary.rows[i - 1];
    }
    int width = ranges().width();
    int blockRows = rowsPerBlock();
    boolean weighted = rules.weighted();
    JavaPairRDD<Integer, Tuple2<Integer, RowPack>> pieces =
        buckets
            .mapPartitionsWithIndex(
                (index, content) -> pieces(index, content.next().rows, first[index], shards), true)
            .mapToPair(piece -> piece);
    JavaRDD<Tuple2<Integer, RowPack>> dealt =
        shards == 1 && buckets.getNumPartitions() == 1
            ? pieces.values()
            : pieces.partitionBy(new ByIndex(shards)).values();
    JavaRDD<Block> blocks =
        dealt.mapPartitionsWithIndex(
            (shard, parts) -> blocks(shard, parts, width, blockRows, weighted).iterator(), true);
    return new Shards(blocks, shards);
  }

  private int rowsPerBlock() {
    double rowBytes = ROW_BYTES + (double) ENTRY_BYTES * ranges().nonZeros() / rows();
    return (int) Math.max(1, Math.min(ROWS_PER_BLOCK, BLOCK_BYTES / rowBytes));
  }

  private static Iterator<Tuple2<Integer, Tuple2<Integer, RowPack>>> pieces(
      int bucket, RowPack rows, long first, int shards) {
    return IntStream.range(0, shards)
        .mapToObj(
            shard -> new Tuple2<>(shard, new Tuple2<>(bucket, piece(rows, first, shard, shards))))
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
          blocks.add(block(open.trim(), shard, blocks.size(), width));
          open = new RowPack(blockRows, open.entries(), weighted, false);
        }
        open.add(part._2(), row);
      }
    }
    if (open.rows > 0) {
      blocks.add(block(open.trim(), shard, blocks.size(), width));
    }
    return blocks;
  }

  private static Block block(RowPack pack, int shard, int index, int width) {
    return new Block(
        shard, index, width, pack.labels, pack.weights, pack.offsets, pack.columns, pack.values);
  }

  /** Lets the rows go. */
  @Override
  public void close() {
    buckets.unpersist(false);
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
