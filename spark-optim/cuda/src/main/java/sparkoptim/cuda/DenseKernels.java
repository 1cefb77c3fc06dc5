// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.linear.LinearProblem;

/** One margin a row, and few enough features that a warp holds a row: one pass, see dense.cu. */
final class DenseKernels extends LinearKernels {
  /** What the registers of a warp hold twice, with a row. */
  static final int MOST_FEATURES = 1024;

  private static final int WARP = 32;
  private static final int THREADS = 256;
  private static final int PIECE_BYTES = 16;

  /** 16-byte loads of a lane that are under way at once. */
  private static final int LOADS = 8;

  private static final int FEW_ROWS = 16384;

  private final Kernel gradient;

  DenseKernels(CudaDevice device, LinearProblem problem, DeviceRows rows, int first) {
    super(device, problem, rows, first);
    gradient = device.kernel(source(problem, rows.form), "dense_gradient");
  }

  static KernelSource source(LinearProblem problem, RowForm form) {
    int perVector = WARP * PIECE_BYTES / form.realBytes();
    int vectors = Math.max(1, (problem.features() + perVector - 1) / perVector);
    List<String> macros = new ArrayList<>(macros(problem, form));
    macros.add("VECTORS=" + vectors);
    macros.add("ROWS=" + Math.max(1, LOADS / vectors));
    return new KernelSource(List.of("common.cuh", "losses.cuh", "dense.cu"), macros);
  }

  /**
   * Returns the rows of a block of threads: short for mini-batches, so that all of the device has
   * work.
   */
  private static int chunk(int rows) {
    int parts = rows <= FEW_ROWS ? 128 : 32;
    int wanted = Math.min(Math.max(rows / parts, 32), 2048);
    return (wanted + WARP - 1) / WARP * WARP;
  }

  @Override
  long roomOfShard(int most, boolean batch) {
    return (long) chunks(most, chunk(most)) * width() * Double.BYTES;
  }

  /** Returns the features, the intercept's sum, losses. */
  private int width() {
    return problem.features() + 2;
  }

  /** Its kernel reads the point in double. */
  @Override
  void take(StreamContext stream) {}

  @Override
  void sum(StreamContext stream, KernelRequest kernelRequest, long to) {
    int chunk = chunk(kernelRequest.most());
    int chunks = chunks(kernelRequest.most(), chunk);
    // A chunk's sums are its shard's where it is alone and nothing is left out.
    boolean alone = to == 0 || (chunks == 1 && problem.intercept());
    long room = kernelRequest.shards() * roomOfShard(kernelRequest.most(), kernelRequest.to() >= 0);
    long partial = alone ? to : stream.room(StreamContext.Scratch.CHUNKS, room);
    int features = problem.features();
    arguments(stream, kernelRequest)
        .add(kernelRequest.shard())
        .add(chunk)
        .add(rows.valuesAt)
        .add(rows.stride)
        .add(features)
        .add(problem.intercept() ? 1 : 0)
        .add(rows.labelsAt)
        .add(rows.weightsAt)
        .add(point)
        .add(kernelRequest.mode())
        .add(kernelRequest.coefficient())
        .add(kept)
        .add(partial);
    stream.launch(gradient, chunks, kernelRequest.shards(), THREADS, 1);
    if (!alone) {
      addChunks(
          stream, new Sums.Chunks(partial, chunks, width()), features, kernelRequest.shards(), to);
    }
  }
}
