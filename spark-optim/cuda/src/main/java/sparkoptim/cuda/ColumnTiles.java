// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import sparkoptim.core.Cancellation;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;

/**
 * The entries of sparse rows by columns, shard by shard, cut into tiles: neighbouring columns with
 * few entries together, or one column with many. A tile is what a block of threads adds up.
 */
final class ColumnTiles {
  private static final int MOST_BYTES = 16 << 10;
  private static final int MOST_ENTRIES = 2048;
  private static final int MOST_COLUMNS = 4096;

  /** Entries of a column in a range of rows that 32 lanes wait for. */
  private static final int MOST_SHORT = 64;

  /** Bytes of a tile's struct. */
  static final long TILE_BYTES = 24;

  private final DeviceRows rows;
  private final List<List<Block>> shards;
  private final int width;
  private final int most;

  /** The first short tile of every shard, then their number; the same for long tiles. */
  final int[] firstShort;

  final int[] firstLong;

  private long longEntries;

  /** The end of the entries of every shard and column within its tile. */
  long endsAt;

  /** The row in the group of every entry, and its value. */
  long rowsAt;

  long valuesAt;

  /** The tiles. */
  long shortAt;

  long longAt;

  ColumnTiles(DeviceRows rows, List<List<Block>> shards, int width) {
    this.rows = rows;
    this.shards = shards;
    this.width = width;
    most = mostEntries(rows.form);
    firstShort = new int[shards.size() + 1];
    firstLong = new int[shards.size() + 1];
  }

  /** Returns the number of entries of a short tile at most: their products are in shared memory. */
  static int mostEntries(RowForm form) {
    return Math.min(MOST_ENTRIES, MOST_BYTES / (form.outputs() * form.realBytes()));
  }

  /** Sorts and copies, one shard after the other. */
  void copy(Upload upload, LongUnaryOperator allocate) {
    long entries = entries(shards);
    endsAt = allocate.applyAsLong((long) shards.size() * width * Integer.BYTES);
    rowsAt = allocate.applyAsLong(Math.max(1, entries) * Integer.BYTES);
    valuesAt = allocate.applyAsLong(Math.max(1, entries) * upload.realBytes());
    List<long[]> shortTiles = new ArrayList<>();
    List<long[]> longTiles = new ArrayList<>();
    long first = 0;
    for (int shard = 0; shard < shards.size(); shard++) {
      Cancellation.check();
      ByColumn sorted = sorted(shard, rows.starts[shard]);
      int[] ends = sorted.ends;
      int count = ends[width];
      upload.seek(rowsAt + first * Integer.BYTES);
      upload.ints(sorted.ofRow, 0, count);
      upload.seek(valuesAt + first * upload.realBytes());
      upload.reals(sorted.values, 0, count);
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

  /**
   * Does the same where short columns are in {@link Tiles}: only the long ones are here, their rows
   * counted within the shard.
   */
  void copyLong(
      TileForm form, Upload upload, LongUnaryOperator allocate, Supplier<Tiles> shortColumns) {
    Tiles tiles = shortColumns.get();
    List<long[]> longTiles = new ArrayList<>();
    List<ByColumn> parts = new ArrayList<>();
    ParallelWindows.of(
        shards.size(),
        shard -> {
          ByColumn sorted = sorted(shard, 0);
          boolean[] isLong = sorted.longColumns(form.range());
          int length = rows.starts[shard + 1] - rows.starts[shard];
          ShardTiles made =
              ShardTiles.of(form, sorted.ends, sorted.ofRow, sorted.values, isLong, length);
          List<Integer> longOnes =
              IntStream.range(0, width).filter(column -> isLong[column]).boxed().toList();
          return new Columns(made, longOnes, longOnes.stream().map(sorted::column).toList());
        },
        (shard, columns) -> {
          tiles.add(columns.tiles);
          for (int i = 0; i < columns.longOnes.size(); i++) {
            ByColumn part = columns.parts.get(i);
            long place = pair(shard, columns.longOnes.get(i));
            longTiles.add(new long[] {place, pair(1, part.ofRow.length), longEntries});
            longEntries += part.ofRow.length;
            parts.add(part);
          }
          firstLong[shard + 1] = longTiles.size();
        });
    tiles.finish();
    rowsAt = allocate.applyAsLong(Math.max(1, longEntries) * Integer.BYTES);
    upload.seek(rowsAt);
    parts.forEach(part -> upload.ints(part.ofRow, 0, part.ofRow.length));
    valuesAt = allocate.applyAsLong(Math.max(1, longEntries) * upload.realBytes());
    upload.seek(valuesAt);
    parts.forEach(part -> upload.reals(part.values, 0, part.values.length));
    longAt = tiles(upload, allocate, longTiles);
  }

  private record Columns(ShardTiles tiles, List<Integer> longOnes, List<ByColumn> parts) {}

  /** Returns the number of entries of all blocks. */
  static long entries(List<List<Block>> shards) {
    long entries = 0;
    for (List<Block> blocks : shards) {
      for (Block block : blocks) {
        entries += block.values.length();
      }
    }
    return entries;
  }

  /** The entries of a shard by columns: column j has those from ends[j] to ends[j + 1]. */
  private record ByColumn(int[] ends, int[] ofRow, double[] values) {
    /** Returns the columns that have more entries in a range of rows than a tile takes. */
    boolean[] longColumns(int range) {
      boolean[] isLong = new boolean[ends.length - 1];
      for (int column = 0; column < isLong.length; column++) {
        for (int at = ends[column]; at + MOST_SHORT < ends[column + 1]; at++) {
          isLong[column] |= ofRow[at] / range == ofRow[at + MOST_SHORT] / range;
        }
      }
      return isLong;
    }

    ByColumn column(int column) {
      int from = ends[column];
      int to = ends[column + 1];
      return new ByColumn(
          null, Arrays.copyOfRange(ofRow, from, to), Arrays.copyOfRange(values, from, to));
    }
  }

  /** Element j + 1 is the end of column j's entries, of all entries of a shard by columns. */
  private int[] endsOfColumns(List<Block> blocks) {
    int[] ends = new int[width + 1];
    for (Block block : blocks) {
      for (int column : block.columns.ints(block.offsets)) {
        ends[column + 1] = Math.addExact(ends[column + 1], 1);
      }
    }
    for (int j = 0; j < width; j++) {
      ends[j + 1] = Math.addExact(ends[j + 1], ends[j]);
    }
    return ends;
  }

  private ByColumn sorted(int shard, int firstRow) {
    int[] ends = endsOfColumns(shards.get(shard));
    int[] next = ends.clone();
    int[] ofRow = new int[ends[width]];
    double[] values = new double[ends[width]];
    int row = firstRow;
    RowView view = new RowView(1);
    for (Block block : shards.get(shard)) {
      for (int i = 0; i < block.rows(); i++, row++) {
        view.row(block, i);
        for (int at = view.from(0); at < view.to(0); at++) {
          int place = next[view.columns[at]]++;
          ofRow[place] = row;
          values[place] = view.values[at];
        }
      }
    }
    return new ByColumn(ends, ofRow, values);
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
  static long pair(int low, int high) {
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
