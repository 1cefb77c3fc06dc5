package sparkoptim.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import sparkoptim.core.Cancellation;
import sparkoptim.core.data.Block;

/**
 * The entries of sparse rows by columns, shard by shard, cut into tiles: neighbouring columns with
 * few entries together, or one column with many. A tile is what a block of threads adds up.
 */
final class ColumnTiles {
  private static final int MOST_BYTES = 16 << 10;
  private static final int MOST_ENTRIES = 2048;
  private static final int MOST_COLUMNS = 4096;

  /** Bytes of a tile's struct. */
  static final long TILE_BYTES = 24;

  private final Rows rows;
  private final List<List<Block>> shards;
  private final int width;
  private final int most;

  /** Of every shard its first short tile, and behind them their number; the same of long ones. */
  final int[] firstShort;

  final int[] firstLong;

  /** Of every shard and column the end of its entries within its tile. */
  long endsAt;

  /** Of every entry its row in the group, and its value. */
  long rowsAt;

  long valuesAt;

  /** The tiles. */
  long shortAt;

  long longAt;

  ColumnTiles(Rows rows, List<List<Block>> shards, int width) {
    this.rows = rows;
    this.shards = shards;
    this.width = width;
    most = mostEntries(rows.form);
    firstShort = new int[shards.size() + 1];
    firstLong = new int[shards.size() + 1];
  }

  /** Entries of a short tile at most: their products lie in shared memory. */
  static int mostEntries(RowForm form) {
    return Math.min(MOST_ENTRIES, MOST_BYTES / (form.outputs() * form.realBytes()));
  }

  /** Sorts and copies, one shard after the other. */
  void copy(Upload upload, LongUnaryOperator allocate) {
    long entries = 0;
    for (List<Block> blocks : shards) {
      for (Block block : blocks) {
        entries += block.values.length;
      }
    }
    endsAt = allocate.applyAsLong((long) shards.size() * width * Integer.BYTES);
    rowsAt = allocate.applyAsLong(Math.max(1, entries) * Integer.BYTES);
    valuesAt = allocate.applyAsLong(Math.max(1, entries) * upload.realBytes());
    List<long[]> shortTiles = new ArrayList<>();
    List<long[]> longTiles = new ArrayList<>();
    long first = 0;
    for (int shard = 0; shard < shards.size(); shard++) {
      Cancellation.check();
      int[] ends = endsOfColumns(shards.get(shard));
      int count = ends[width];
      sort(upload, shard, ends, first);
      tiles(shard, ends, first, shortTiles, longTiles);
      firstShort[shard + 1] = shortTiles.size();
      firstLong[shard + 1] = longTiles.size();
      upload.seek(endsAt + (long) shard * width * Integer.BYTES);
      upload.ints(ends, 1, width);
      first += count;
    }
    shortAt = tiles(upload, allocate, shortTiles);
    longAt = tiles(upload, allocate, longTiles);
  }

  /** Element j + 1 is the end of column j's entries, of all entries of a shard by columns. */
  private int[] endsOfColumns(List<Block> blocks) {
    int[] ends = new int[width + 1];
    for (Block block : blocks) {
      for (int column : block.columns) {
        ends[column + 1] = Math.addExact(ends[column + 1], 1);
      }
    }
    for (int j = 0; j < width; j++) {
      ends[j + 1] = Math.addExact(ends[j + 1], ends[j]);
    }
    return ends;
  }

  private void sort(Upload upload, int shard, int[] ends, long first) {
    int[] next = ends.clone();
    int[] ofRow = new int[ends[width]];
    double[] values = new double[ends[width]];
    int row = rows.starts[shard];
    for (Block block : shards.get(shard)) {
      for (int i = 0; i < block.rows(); i++, row++) {
        for (int at = block.from(i); at < block.to(i); at++) {
          int place = next[block.columns[at]]++;
          ofRow[place] = row;
          values[place] = block.values[at];
        }
      }
    }
    upload.seek(rowsAt + first * Integer.BYTES);
    upload.ints(ofRow, 0, ofRow.length);
    upload.seek(valuesAt + first * upload.realBytes());
    upload.reals(values, 0, values.length);
  }

  /** Cuts a shard's columns into tiles, and makes ends count from the tile's first entry. */
  private void tiles(
      int shard, int[] ends, long first, List<long[]> shortTiles, List<long[]> longTiles) {
    int column = 0;
    int from = 0;
    while (column < width) {
      int end = column;
      while (end < width && end - column < MOST_COLUMNS && ends[end + 1] - from <= most) {
        end++;
      }
      boolean isLong = end == column;
      end = Math.max(end, column + 1);
      int until = ends[end];
      (isLong ? longTiles : shortTiles)
          .add(new long[] {pair(shard, column), pair(end - column, until - from), first + from});
      for (int j = column; j < end; j++) {
        ends[j + 1] -= from;
      }
      column = end;
      from = until;
    }
  }

  /** Two ints of a struct. */
  private static long pair(int low, int high) {
    return (long) high << Integer.SIZE | low;
  }

  private static long tiles(Upload upload, LongUnaryOperator allocate, List<long[]> tiles) {
    long address = allocate.applyAsLong(Math.max(1, tiles.size()) * TILE_BYTES);
    upload.seek(address);
    for (long[] tile : tiles) {
      for (long field : tile) {
        upload.longs(field);
      }
    }
    return address;
  }
}
