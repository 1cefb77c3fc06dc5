// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.linear.LinearProblem;

/** All rows of sparse shards, once by rows for the slopes and once by columns for the sums. */
final class SparseKernels extends LinearKernels {
  /** Margins of a row are in registers. */
  static final int MOST_OUTPUTS = 32;

  private static final int THREADS = 256;
  private static final int CHUNK = 512;

  private final Kernel slopes;
  private final Kernel columns;
  private final Kernel longColumns;

  SparseKernels(CudaDevice device, LinearProblem problem, DeviceRows rows, int first) {
    super(device, problem, rows, first);
    KernelSource source = source(problem, rows.form);
    slopes = device.kernel(source, "sparse_slopes");
    columns = device.kernel(source, "sparse_columns");
    longColumns = device.kernel(source, "sparse_long_columns");
  }

  static KernelSource source(LinearProblem problem, RowForm form) {
    List<String> macros = new ArrayList<>(macros(problem, form));
    macros.add("TILE=" + ColumnTiles.mostEntries(form));
    return new KernelSource(List.of("common.cuh", "losses.cuh", "slopes.cuh", "sparse.cu"), macros);
  }

  @Override
  long roomOfShard(int most, boolean batch) {
    return (long) most * problem.outputs() * rows.form.realBytes()
        + (long) chunks(most, CHUNK) * (problem.outputs() + 1) * Double.BYTES;
  }

  @Override
  void sum(StreamContext stream, KernelRequest kernelRequest, long to) {
    int outputs = problem.outputs();
    int shards = kernelRequest.shards();
    int chunks = chunks(kernelRequest.most(), CHUNK);
    long partial =
        stream.room(
            StreamContext.Scratch.CHUNKS, (long) shards * chunks * (outputs + 1) * Double.BYTES);
    long weighted =
        stream.room(
            StreamContext.Scratch.SLOPES,
            Math.max(1, (long) rows.count() * outputs) * rows.form.realBytes());
    arguments(stream, kernelRequest)
        .add(kernelRequest.shard())
        .add(CHUNK)
        .add(rows.offsetsAt)
        .add(rows.columnsAt)
        .add(rows.valuesAt)
        .add(problem.intercept() ? 1 : 0)
        .add(rows.labelsAt)
        .add(rows.weightsAt)
        .add(narrowPoint)
        .add(problem.features())
        .add(kernelRequest.mode())
        .add(kernelRequest.coefficient())
        .add(kept)
        .add(weighted)
        .add(partial);
    stream.launch(slopes, chunks, shards, THREADS, 1);
    if (to == 0) {
      return;
    }
    ColumnTiles tiles = rows.tiles;
    int from = tiles.firstShort[kernelRequest.shard()];
    int count = tiles.firstShort[kernelRequest.shard() + shards] - from;
    if (count > 0) {
      stream
          .arguments()
          .add(tiles.shortAt + from * ColumnTiles.TILE_BYTES)
          .add(kernelRequest.shard())
          .add(problem.features())
          .add(tiles.endsAt)
          .add(tiles.rowsAt)
          .add(tiles.valuesAt)
          .add(weighted)
          .add(to)
          .add(length());
      stream.launch(columns, count, 1, THREADS, 1);
    }
    from = tiles.firstLong[kernelRequest.shard()];
    count = tiles.firstLong[kernelRequest.shard() + shards] - from;
    if (count > 0) {
      stream
          .arguments()
          .add(tiles.longAt + from * ColumnTiles.TILE_BYTES)
          .add(kernelRequest.shard())
          .add(0)
          .add(tiles.rowsAt)
          .add(tiles.valuesAt)
          .add(weighted)
          .add(to)
          .add(length());
      stream.launch(longColumns, count, 1, THREADS, 1);
    }
    addChunks(stream, new Sums.Chunks(partial, chunks, outputs + 1), 0, shards, to);
  }
}
