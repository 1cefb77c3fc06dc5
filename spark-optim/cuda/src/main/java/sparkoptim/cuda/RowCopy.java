// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.Arrays;
import java.util.List;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;

/** Copies rows to a device. */
final class RowCopy {
  private final StreamContext stream;
  private final Upload upload;
  private final DeviceRows rows;
  private final List<List<Block>> shards;
  private final int width;
  private final RowView view = new RowView(1);

  private RowCopy(
      StreamContext stream, Upload upload, DeviceRows rows, List<List<Block>> shards, int width) {
    this.stream = stream;
    this.upload = upload;
    this.rows = rows;
    this.shards = shards;
    this.width = width;
  }

  /** Returns the rows of blocks; where there is no room for all, nothing stays. */
  static DeviceRows of(StreamContext stream, RowForm form, List<List<Block>> shards, int width) {
    DeviceRows rows = new DeviceRows(form, shards, width);
    try (Upload upload = new Upload(stream, form.precision())) {
      RowCopy copy = new RowCopy(stream, upload, rows, shards, width);
      copy.places();
      copy.labels();
      if (form.dense()) {
        copy.dense();
      } else if (form.tiles() == null) {
        copy.sparse();
      } else {
        copy.tiled(form.tiles());
      }
      upload.flush();
      return rows;
    } catch (RuntimeException | Error e) {
      rows.close();
      throw e;
    }
  }

  private long allocate(long bytes) {
    return rows.keep(
        stream.device().allocate(bytes, PlainText.of("the copy of %,d rows", rows.count())));
  }

  private void places() {
    int[] firstBlocks = new int[shards.size() + 1];
    int[] blockRows = new int[rows.blocks + 1];
    int[] shardOf = new int[rows.blocks];
    int at = 0;
    for (int shard = 0; shard < shards.size(); shard++) {
      firstBlocks[shard] = at;
      for (Block block : shards.get(shard)) {
        blockRows[at + 1] = blockRows[at] + block.rows();
        shardOf[at++] = shard;
      }
    }
    firstBlocks[shards.size()] = at;
    rows.startsAt = ints(rows.starts);
    rows.firstBlocksAt = ints(firstBlocks);
    rows.blockRowsAt = ints(blockRows);
    rows.shardOfBlockAt = ints(shardOf);
  }

  private long ints(int[] values) {
    long address = allocate(Math.max(1, values.length) * (long) Integer.BYTES);
    upload.seek(address);
    upload.ints(values, 0, values.length);
    return address;
  }

  private void labels() {
    rows.labelsAt = allocate((long) rows.count() * upload.realBytes());
    upload.seek(rows.labelsAt);
    boolean weighted = false;
    for (List<Block> blocks : shards) {
      for (Block block : blocks) {
        upload.reals(block.labels, 0, block.rows());
        weighted |= block.weights != null;
      }
    }
    if (weighted) {
      rows.weightsAt = allocate((long) rows.count() * upload.realBytes());
      upload.seek(rows.weightsAt);
      for (List<Block> blocks : shards) {
        for (Block block : blocks) {
          double[] weights = block.weights;
          if (weights == null) {
            weights = new double[block.rows()];
            Arrays.fill(weights, 1);
          }
          upload.reals(weights, 0, block.rows());
        }
      }
    }
  }

  private void dense() {
    rows.valuesAt = allocate((long) rows.count() * rows.stride * upload.realBytes());
    upload.seek(rows.valuesAt);
    double[] line = new double[rows.stride];
    for (List<Block> blocks : shards) {
      for (Block block : blocks) {
        if (!block.sparse() && rows.stride == width) {
          upload.reals(block.values.doubles(), 0, block.rows() * width);
          continue;
        }
        for (int row = 0; row < block.rows(); row++) {
          writeOut(block, row, line);
          upload.reals(line, 0, line.length);
        }
      }
    }
  }

  private void writeOut(Block block, int row, double[] line) {
    if (!block.sparse()) {
      block.values.copy(block.from(row), width, line, 0);
      return;
    }
    Arrays.fill(line, 0);
    view.row(block, row);
    for (int i = view.from(0); i < view.to(0); i++) {
      line[view.columns[i]] = view.values[i];
    }
  }

  private void sparse() {
    long entries = 0;
    rows.offsetsAt = allocate((rows.count() + 1L) * Long.BYTES);
    upload.seek(rows.offsetsAt);
    for (List<Block> blocks : shards) {
      for (Block block : blocks) {
        for (int row = 0; row < block.rows(); row++) {
          upload.longs(entries + block.offsets[row]);
        }
        entries += block.values.length();
      }
    }
    upload.longs(entries);
    rows.columnsAt = allocate(Math.max(1, entries) * Integer.BYTES);
    upload.seek(rows.columnsAt);
    for (List<Block> blocks : shards) {
      for (Block block : blocks) {
        upload.ints(block.columns.ints(block.offsets), 0, block.values.length());
      }
    }
    rows.valuesAt = allocate(Math.max(1, entries) * upload.realBytes());
    upload.seek(rows.valuesAt);
    for (List<Block> blocks : shards) {
      for (Block block : blocks) {
        upload.reals(block.values.doubles(), 0, block.values.length());
      }
    }
    rows.tiles = new ColumnTiles(rows, shards, width);
    rows.tiles.copy(upload, this::allocate);
  }

  private void tiled(TileForm form) {
    long entries = ColumnTiles.entries(shards);
    int[] ofShards = new int[shards.size()];
    int[] widths = new int[shards.size()];
    for (int shard = 0; shard < ofShards.length; shard++) {
      ofShards[shard] = rows.starts[shard + 1] - rows.starts[shard];
      widths[shard] = width;
    }
    rows.marginTiles = new Tiles(form, upload, ofShards, widths, entries, this::allocate);
    ParallelWindows.of(
        shards.size(),
        shard -> byRow(form, shards.get(shard), ofShards[shard]),
        (shard, tiles) -> rows.marginTiles.add(tiles));
    rows.marginTiles.finish();
    rows.tiles = new ColumnTiles(rows, shards, width);
    rows.tiles.copyLong(
        form,
        upload,
        this::allocate,
        () ->
            rows.columnTiles = new Tiles(form, upload, widths, ofShards, entries, this::allocate));
  }

  private ShardTiles byRow(TileForm form, List<Block> blocks, int count) {
    int[] ends = new int[count + 1];
    int entries = 0;
    for (Block block : blocks) {
      entries = Math.addExact(entries, block.values.length());
    }
    int[] columns = new int[entries];
    double[] values = new double[entries];
    int row = 0;
    int at = 0;
    for (Block block : blocks) {
      int length = block.values.length();
      System.arraycopy(block.columns.ints(block.offsets), 0, columns, at, length);
      block.values.copy(0, length, values, at);
      for (int i = 0; i < block.rows(); i++) {
        ends[++row] = at + block.offsets[i + 1];
      }
      at += length;
    }
    return ShardTiles.of(form, ends, columns, values, null, width);
  }
}
