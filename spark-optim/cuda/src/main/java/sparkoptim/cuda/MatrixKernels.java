// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;

import java.util.List;
import sparkoptim.core.linear.LinearProblem;

/**
 * Dense rows of any width with any number of outputs, by cuBLAS: margins are the product of rows
 * and point, the gradient that of the transposed rows and the slopes. Rows of a mini-batch are
 * gathered first.
 */
final class MatrixKernels extends LinearKernels {
  private final Kernel slopes;
  private final Kernel gather;
  private final Matrices matrices;

  MatrixKernels(CudaDevice device, LinearProblem problem, DeviceRows rows, int first) {
    super(device, problem, rows, first);
    slopes = device.kernel(source(problem, rows.form), "margin_slopes");
    gather = device.kernel(EpochOrder.source(rows.form), "gather_rows");
    matrices = new Matrices(device.call(), rows.precision());
  }

  static KernelSource source(LinearProblem problem, RowForm form) {
    return new KernelSource(
        List.of("common.cuh", "losses.cuh", "slopes.cuh", "margins.cu"), macros(problem, form));
  }

  private int coordinates() {
    return problem.features() * problem.outputs();
  }

  @Override
  long roomOfShard(int most, boolean batch) {
    // Of all rows one shard is computed after the other.
    long reals = batch ? (long) most * (rows.stride + problem.outputs()) : 0;
    return (reals + coordinates()) * rows.form.realBytes()
        + (long) chunks(most, ROWS_OF_SLOPES) * (problem.outputs() + 1) * Double.BYTES;
  }

  @Override
  void sum(StreamContext stream, KernelRequest kernelRequest, long to) {
    if (kernelRequest.to() >= 0) {
      batch(stream, kernelRequest, to);
      return;
    }
    for (int shard = 0; shard < kernelRequest.shards(); shard++) {
      KernelRequest one = kernelRequest.withShards(kernelRequest.shard() + shard, 1);
      int start = rows.starts[one.shard()];
      int count = rows.starts[one.shard() + 1] - start;
      long at = rows.valuesAt + (long) start * rows.stride * rows.form.realBytes();
      products(stream, one, at, count, to == 0 ? 0 : to + shard * length() * Double.BYTES);
    }
  }

  private void batch(StreamContext stream, KernelRequest kernelRequest, long to) {
    int room = Math.max(1, kernelRequest.most());
    long ofShard = (long) room * rows.stride * rows.form.realBytes();
    long gathered = stream.room(StreamContext.Scratch.ROWS, kernelRequest.shards() * ofShard);
    arguments(stream, kernelRequest)
        .add(kernelRequest.shard())
        .add(0)
        .add(room)
        .add(rows.valuesAt)
        .add(rows.stride)
        .add(gathered);
    stream.launch(gather, room, kernelRequest.shards(), 128, 1);
    products(stream, kernelRequest, gathered, room, to);
  }

  /**
   * Computes the sums of shards whose rows are adjacent, a given number per shard. Products are of
   * one shard each: of several at once, cuBLAS would choose its kernel by how many shards are here,
   * and bits would depend on that.
   */
  private void products(
      StreamContext stream, KernelRequest kernelRequest, long from, int count, long to) {
    int outputs = problem.outputs();
    int features = problem.features();
    int shards = kernelRequest.shards();
    int bytes = rows.form.realBytes();
    long rowsOfShard = (long) count * rows.stride * bytes;
    long marginsOfShard = (long) count * outputs * bytes;
    long margins =
        stream.room(StreamContext.Scratch.SLOPES, Math.max(bytes, shards * marginsOfShard));
    for (int shard = 0; shard < shards; shard++) {
      matrices.multiply(
          stream,
          CUBLAS_OP_N,
          CUBLAS_OP_N,
          outputs,
          count,
          features,
          narrowPoint,
          outputs,
          from + shard * rowsOfShard,
          rows.stride,
          0,
          margins + shard * marginsOfShard,
          outputs);
    }
    Sums.Chunks chunks = slopes(stream, slopes, kernelRequest, count, margins);
    if (to == 0) {
      return;
    }
    long narrow =
        stream.room(StreamContext.Scratch.NARROW_SHARDS, (long) shards * coordinates() * bytes);
    for (int shard = 0; shard < shards; shard++) {
      matrices.multiply(
          stream,
          CUBLAS_OP_N,
          CUBLAS_OP_T,
          outputs,
          features,
          count,
          margins + shard * marginsOfShard,
          outputs,
          from + shard * rowsOfShard,
          rows.stride,
          0,
          narrow + (long) shard * coordinates() * bytes,
          outputs);
    }
    sums.widen(stream, narrow, coordinates(), shards, to, length());
    addChunks(stream, chunks, 0, shards, to);
  }
}
