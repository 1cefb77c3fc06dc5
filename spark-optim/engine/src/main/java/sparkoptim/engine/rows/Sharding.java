// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import sparkoptim.core.data.Block;
import sparkoptim.engine.Partitions;

/**
 * Splits packed rows into shards, each way to the same end: row r in the order of hashes goes to
 * shard r mod S, slot r div S. Few rows are in every task; of many, no task holds more than a range
 * or a shard.
 */
final class Sharding {
  private static final int ENTRY_BYTES = 12;
  private static final int ROW_BYTES = 20;
  private static final int ROWS_PER_BLOCK = 1 << 16;

  private final int shards;
  private final boolean weighted;
  private final long rows;
  private final int blockRows;

  /**
   * Creates a sharding with a number of shards.
   *
   * @param entries non-zero entries of all rows
   * @param rows number of rows
   * @param blockBytes of a block
   */
  Sharding(int shards, boolean weighted, long entries, long rows, int blockBytes) {
    this.shards = shards;
    this.weighted = weighted;
    this.rows = rows;
    double rowBytes = ROW_BYTES + (double) ENTRY_BYTES * entries / rows;
    blockRows = (int) Math.max(1, Math.min(ROWS_PER_BLOCK, blockBytes / rowBytes));
  }

  /** Every executor sorts all rows by their hashes, and every shard's task copies its own. */
  RDD<Block> whole(RDD<RowPacker.RowChunk> chunks, Broadcast<SharedRows> sorted) {
    int all = chunks.getNumPartitions();
    int step = shards;
    int most = blockRows;
    boolean weights = weighted;
    return Partitions.map(
        new PartitionRangeRdd(chunks, new int[shards], filled(shards, all)),
        (shard, content) ->
            new BlockRun(
                sorted.value().get(() -> HashedRows.packs(content)).every(shard, step),
                shard,
                most,
                weights));
  }

  /** The same, of rows that every executor gets once, from the driver. */
  RDD<Block> broadcast(SparkContext spark, List<RowPack> packs) {
    return new BroadcastShards(spark, packs, shards, blockRows, weighted);
  }

  private static int[] filled(int length, int value) {
    return IntStream.generate(() -> value).limit(length).toArray();
  }

  /**
   * Ranges of hashes are sorted in a task each, and cut into a piece for every shard.
   *
   * @param rows of each range
   */
  RDD<Block> byRange(RDD<RowPacker.RowChunk> chunks, long[] rows) {
    long[] first = new long[rows.length];
    for (int i = 1; i < rows.length; i++) {
      first[i] = first[i - 1] + rows[i - 1];
    }
    int count = shards;
    int most = blockRows;
    boolean weights = weighted;
    int ranges = rows.length;
    return chunks
        .toJavaRDD()
        .mapPartitionsToPair(content -> new RangePacker(content, ranges, weights))
        .partitionBy(new ByIndex(ranges))
        .values()
        .mapPartitionsWithIndex(
            (range, content) ->
                pieces(
                    range,
                    new HashedRows(RangePacker.packs(content)),
                    first[range],
                    count,
                    weights),
            true)
        .mapToPair(piece -> piece)
        .partitionBy(new ByIndex(shards))
        .values()
        .mapPartitionsWithIndex(
            (shard, parts) -> new BlockRun(new PieceRun(parts), shard, most, weights), true)
        .rdd();
  }

  /**
   * Every shard's task copies the next rows of the input, without a shuffle.
   *
   * @param inPartition rows of each partition
   */
  RDD<Block> asIs(RDD<RowPacker.RowChunk> chunks, long[] inPartition) {
    int[] from = new int[shards];
    int[] to = new int[shards];
    long[] skip = new long[shards];
    long[] size = new long[shards];
    int partition = 0;
    long before = 0;
    long start = 0;
    for (int shard = 0; shard < shards; shard++) {
      size[shard] = rows / shards + (shard < rows % shards ? 1 : 0);
      while (before + inPartition[partition] <= start) {
        before += inPartition[partition++];
      }
      from[shard] = partition;
      skip[shard] = start - before;
      start += size[shard];
      long seen = before;
      for (to[shard] = partition; seen < start; to[shard]++) {
        seen += inPartition[to[shard]];
      }
    }
    int most = blockRows;
    boolean weights = weighted;
    return Partitions.map(
        new PartitionRangeRdd(chunks, from, to),
        (shard, content) ->
            new BlockRun(new OrderedRun(content, skip[shard], size[shard]), shard, most, weights));
  }

  private static Iterator<Tuple2<Integer, Tuple2<Integer, RowPack>>> pieces(
      int range, HashedRows rows, long first, int shards, boolean weighted) {
    return IntStream.range(0, shards)
        .mapToObj(
            shard -> {
              int from = (int) Math.floorMod(shard - first, (long) shards);
              return new Tuple2<>(
                  shard, new Tuple2<>(range, rows.everyCopied(from, shards, weighted)));
            })
        .iterator();
  }

  /** A shard's pieces in the order of their ranges; each is let go when it has been walked. */
  private static final class PieceRun implements RowRun {
    private final List<Tuple2<Integer, RowPack>> pieces = new ArrayList<>();
    private RowPack pack;
    private int row;

    PieceRun(Iterator<Tuple2<Integer, RowPack>> parts) {
      parts.forEachRemaining(pieces::add);
      pieces.sort((a, b) -> Integer.compare(b._1(), a._1()));
    }

    @Override
    public boolean next() {
      row++;
      while (pack == null || row >= pack.rows) {
        if (pieces.isEmpty()) {
          return false;
        }
        pack = pieces.remove(pieces.size() - 1)._2();
        row = 0;
      }
      return true;
    }

    @Override
    public RowPack pack() {
      return pack;
    }

    @Override
    public int row() {
      return row;
    }
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
