// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.sharded.BatchRows;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardRequest.Kind;

/**
 * Shards of a perceptron on a device. Rows go forwards and backwards in micro-batches of one shard
 * each, so that a sum depends on data, batch and number of shards alone; nothing is remembered at
 * snapshots, as in core.
 */
final class PerceptronGroup implements ShardGroup {
  private final CudaDevice device;
  private final Perceptron problem;
  private final StreamContext stream;
  private final DeviceRows rows;
  private final EpochOrder order;
  private final PerceptronKernels kernels;
  private final ShardSums sums;
  private boolean closed;

  private PerceptronGroup(
      CudaDevice device,
      Perceptron problem,
      Precision precision,
      int first,
      List<List<Block>> shards,
      StreamContext stream) {
    this.device = device;
    this.problem = problem;
    this.stream = stream;
    for (int shard = 0; shard < shards.size(); shard++) {
      problem.check(first + shard, shards.get(shard));
    }
    RowForm form = RowForm.dense(precision);
    rows = device.rows().use(stream, form, shards, problem.layers().inputs(0));
    try {
      order = new EpochOrder(device, rows, problem.seed(), first);
      kernels = new PerceptronKernels(device, problem, rows, first);
    } catch (RuntimeException | Error e) {
      device.rows().release(rows);
      throw e;
    }
    sums = new ShardSums(stream, new Sums(device, form), problem.dimension() + 1);
  }

  /** Opens a group: see {@link CudaDevice#group}. */
  static PerceptronGroup open(
      CudaDevice device,
      Perceptron problem,
      Precision precision,
      int first,
      List<List<Block>> shards) {
    StreamContext stream = device.stream();
    try {
      return new PerceptronGroup(device, problem, precision, first, shards, stream);
    } catch (RuntimeException | Error e) {
      device.release(stream);
      throw e;
    }
  }

  @Override
  public int size() {
    return rows.starts.length - 1;
  }

  @Override
  public void answer(ShardRequest request, int from, int to, double[] result) {
    if (request.kind != Kind.EVALUATE && request.kind != Kind.FULL_GRADIENT) {
      throw new UnsupportedOperationException("a perceptron has no answer to " + request.kind);
    }
    device.enter();
    boolean batch = !request.allRows();
    long places = batch ? order.of(request.epoch, stream) : 0;
    KernelRequest kernelRequest =
        new KernelRequest(
            request.from, batch ? request.to : -1, 0, 0, 1, places, KernelRequest.PLAIN, 0);
    boolean reduced = request.snapshot != null && request.coefficient != 0;
    kernels.take(stream, request.point, reduced ? request.snapshot : null, request.coefficient);
    sums.of(
        from,
        to,
        0,
        (shard, count, at) -> {
          for (int i = 0; i < count; i++) {
            int size = batch ? count(request, shard + i) : rowsOf(shard + i);
            long ofShard = at + (long) i * (problem.dimension() + 1) * Double.BYTES;
            kernels.sum(stream, kernelRequest.withShards(shard + i, 1), size, ofShard);
          }
        },
        result);
  }

  private int rowsOf(int shard) {
    return rows.starts[shard + 1] - rows.starts[shard];
  }

  /** Returns the rows of a mini-batch in a shard. */
  private int count(ShardRequest request, int shard) {
    int number = kernels.first() + shard;
    return BatchRows.slot(request.to, number, problem.shards())
        - BatchRows.slot(request.from, number, problem.shards());
  }

  @Override
  public void touch(ShardRequest request, IndexSlots slots) {
    throw new UnsupportedOperationException("a perceptron's gradient touches all coordinates");
  }

  @Override
  public void answerTouched(ShardRequest request, int from, int to, int slots, double[] result) {
    throw new UnsupportedOperationException("a perceptron's gradient touches all coordinates");
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    order.close();
    device.rows().release(rows);
    device.release(stream);
  }
}
