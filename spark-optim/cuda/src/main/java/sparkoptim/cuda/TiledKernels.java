// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import sparkoptim.core.linear.LinearProblem;

/** All rows of wide sparse shards with one margin a row, by tiles: see tiles.cu. */
final class TiledKernels extends LinearKernels {
  private static final int THREADS = 256;

  private final Kernel margins;
  private final Kernel slopes;
  private final Kernel columns;
  private final Kernel longColumns;
  private final TileForm form;

  TiledKernels(CudaDevice device, LinearProblem problem, DeviceRows rows, int first) {
    super(device, problem, rows, first);
    form = rows.form.tiles();
    margins = device.kernel(form.source(rows.form), "tile_margins");
    columns = device.kernel(form.source(rows.form), "tile_columns");
    device.share(margins);
    device.share(columns);
    slopes = device.kernel(MatrixKernels.source(problem, rows.form), "margin_slopes");
    longColumns = device.kernel(SparseKernels.source(problem, rows.form), "sparse_long_columns");
  }

  @Override
  long roomOfShard(int most, boolean batch) {
    return (long) most * rows.form.realBytes()
        + (long) chunks(most, ROWS_OF_SLOPES) * 2 * Double.BYTES;
  }

  @Override
  void sum(StreamContext stream, KernelRequest kernelRequest, long to) {
    int shards = kernelRequest.shards();
    int shard = kernelRequest.shard();
    int room = kernelRequest.most();
    int shared = form.range() * rows.form.realBytes();
    long slopesAt =
        stream.room(
            StreamContext.Scratch.SLOPES,
            Math.max(1, (long) shards * room) * rows.form.realBytes());
    Tiles tiles = rows.marginTiles;
    int from = tiles.firstOwner(shard);
    tiles
        .arguments(stream)
        .add(from)
        .add(shard)
        .add(room)
        .add(narrowPoint)
        .add(problem.features())
        .add(slopesAt);
    int owners = tiles.firstOwner(shard + shards) - from;
    stream.launch(margins, owners, 1, TileForm.THREADS, 1, shared);
    Sums.Chunks chunks = slopes(stream, slopes, kernelRequest, room, slopesAt);
    if (to == 0) {
      return;
    }
    tiles = rows.columnTiles;
    from = tiles.firstOwner(shard);
    tiles
        .arguments(stream)
        .add(from)
        .add(shard)
        .add(room)
        .add(rows.startsAt)
        .add(slopesAt)
        .add(to)
        .add(length());
    owners = tiles.firstOwner(shard + shards) - from;
    stream.launch(columns, owners, 1, TileForm.THREADS, 1, shared);
    ColumnTiles longOnes = rows.tiles;
    int firstLong = longOnes.firstLong[shard];
    int count = longOnes.firstLong[shard + shards] - firstLong;
    if (count > 0) {
      stream
          .arguments()
          .add(longOnes.longAt + firstLong * ColumnTiles.TILE_BYTES)
          .add(shard)
          .add(room)
          .add(longOnes.rowsAt)
          .add(longOnes.valuesAt)
          .add(slopesAt)
          .add(to)
          .add(length());
      stream.launch(longColumns, count, 1, THREADS, 1);
    }
    addChunks(stream, chunks, 0, shards, to);
  }
}
