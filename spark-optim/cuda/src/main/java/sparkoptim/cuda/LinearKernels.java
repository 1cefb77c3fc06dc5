// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.ScalarLoss;

/** Computes the sums of shards of a linear model on one device. */
abstract class LinearKernels {
  /** Rows of a block of threads of margin_slopes. */
  static final int ROWS_OF_SLOPES = 256;

  final LinearProblem problem;
  final DeviceRows rows;
  final int first;
  final Sums sums;

  /** The {@code outputs} slopes of every row at the snapshot. */
  long kept;

  /** The addresses of the point in double and in the rows' type. */
  long point;

  long narrowPoint;

  LinearKernels(CudaDevice device, LinearProblem problem, DeviceRows rows, int first) {
    this.problem = problem;
    this.rows = rows;
    this.first = first;
    sums = new Sums(device, rows.form);
  }

  /** Returns the kernels that suit the rows. */
  static LinearKernels of(CudaDevice device, LinearProblem problem, DeviceRows rows, int first) {
    if (!rows.form.dense()) {
      return rows.form.tiles() == null
          ? new SparseKernels(device, problem, rows, first)
          : new TiledKernels(device, problem, rows, first);
    }
    return problem.loss() instanceof ScalarLoss && problem.features() <= DenseKernels.MOST_FEATURES
        ? new DenseKernels(device, problem, rows, first)
        : new MatrixKernels(device, problem, rows, first);
  }

  /** Macros that all sources with losses take. */
  static List<String> macros(LinearProblem problem, RowForm form) {
    List<String> macros = new ArrayList<>(LossCode.macros(problem.loss()));
    macros.add(form.realMacro());
    macros.add("OUTPUTS=" + problem.outputs());
    return macros;
  }

  /** Returns the bytes of the room that a shard takes while it is computed, its sums left out. */
  abstract long roomOfShard(int most, boolean batch);

  /** Called once for each new point, before its sums: brings it into the rows' type. */
  void take(StreamContext stream) {
    int bytes = rows.form.realBytes();
    narrowPoint =
        stream.room(StreamContext.Scratch.NARROW_POINT, (long) problem.dimension() * bytes);
    sums.narrow(stream, point, problem.dimension(), narrowPoint);
  }

  /**
   * Computes.
   *
   * @param to where the sums of the shards go, one after the other: one per coordinate and the
   *     loss; 0 where only slopes are wanted, which are kept
   */
  abstract void sum(StreamContext stream, KernelRequest kernelRequest, long to);

  /** Begins the arguments of a kernel with the rows that are asked for. */
  final Arguments arguments(StreamContext stream, KernelRequest kernelRequest) {
    return kernelRequest.arguments(stream, problem.shards(), first, rows);
  }

  /**
   * Replaces margins by their slopes in place, by margin_slopes.
   *
   * @param room rows from one shard's margins to the next one's
   * @return the sums of slopes and losses
   */
  final Sums.Chunks slopes(
      StreamContext stream, Kernel kernel, KernelRequest kernelRequest, int room, long margins) {
    int outputs = problem.outputs();
    int chunks = chunks(room, ROWS_OF_SLOPES);
    long bytes = (long) kernelRequest.shards() * chunks * (outputs + 1) * Double.BYTES;
    long partial = stream.room(StreamContext.Scratch.CHUNKS, bytes);
    long constants = point + (long) problem.features() * outputs * Double.BYTES;
    arguments(stream, kernelRequest)
        .add(kernelRequest.shard())
        .add(0)
        .add(room)
        .add(margins)
        .add(problem.intercept() ? constants : 0)
        .add(rows.labelsAt)
        .add(rows.weightsAt)
        .add(1.0)
        .add(kernelRequest.mode())
        .add(kernelRequest.coefficient())
        .add(kept)
        .add(partial);
    stream.launch(kernel, chunks, kernelRequest.shards(), ROWS_OF_SLOPES, 1);
    return new Sums.Chunks(partial, chunks, outputs + 1);
  }

  /**
   * Adds up the chunks of shards.
   *
   * @param before columns of a chunk before the {@code outputs} sums of slopes and the losses: they
   *     and the slopes are the first coordinates, or the slopes are the intercepts alone
   */
  final void addChunks(StreamContext stream, Sums.Chunks chunks, int before, int shards, long to) {
    int outputs = problem.outputs();
    int intercepts = problem.intercept() ? outputs : 0;
    long place = (long) problem.features() * outputs - before;
    if (intercepts > 0) {
      sums.addChunks(stream, chunks, 0, before + outputs + 1, shards, to, length(), place);
      return;
    }
    if (before > 0) {
      sums.addChunks(stream, chunks, 0, before, shards, to, length(), place);
    }
    sums.addChunks(stream, chunks, before + outputs, 1, shards, to, length(), place + before);
  }

  final long length() {
    return problem.dimension() + 1L;
  }

  static int chunks(int rows, int chunk) {
    return Math.max(1, (rows + chunk - 1) / chunk);
  }
}
