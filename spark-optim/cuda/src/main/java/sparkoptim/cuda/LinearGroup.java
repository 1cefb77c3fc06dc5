// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sparkoptim.core.PlainText;
import sparkoptim.core.Snapshot;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.network.Precision;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardRequest.Kind;
import sparkoptim.core.sharded.ShardsInTurn;

/**
 * Shards of a linear model on a device. Gradients of all rows, and of mini-batches of dense rows,
 * are computed there, and slopes at a snapshot stay there. What goes row by row is the host's:
 * single-row steps, tables of slopes, and mini-batches of wide sparse rows, which cost their
 * entries there; the host takes the snapshot's slopes from the device.
 */
final class LinearGroup implements ShardGroup {
  private final CudaDevice device;
  private final LinearProblem problem;
  private final List<ShardFunction> functions = new ArrayList<>();
  private final ShardsInTurn host;
  private final HostLocalEpochs passes;
  private final boolean remember;
  private final StreamContext stream;
  private final DeviceRows rows;
  private final LinearKernels kernels;
  private final EpochOrder order;
  private final ShardSums sums;
  private final int most;

  /** The snapshot whose slopes each shard has on the device, and on the host; 0 for none. */
  private final long[] remembered;

  private final long[] given;
  private DeviceMemory kept;
  private boolean closed;

  private LinearGroup(
      CudaDevice device,
      LinearProblem problem,
      Precision precision,
      int first,
      List<List<Block>> shards,
      boolean remember,
      StreamContext stream) {
    this.device = device;
    this.problem = problem;
    this.remember = remember;
    this.stream = stream;
    for (List<Block> blocks : shards) {
      functions.add(problem.shard(first + functions.size(), blocks, remember));
    }
    host = new ShardsInTurn(functions);
    passes = new HostLocalEpochs(functions, problem.dimension() + 1);
    RowForm form = RowForm.of(device, precision, shards, problem.features(), problem.outputs());
    rows = device.rows().use(stream, form, shards, problem.features());
    try {
      kernels = LinearKernels.of(device, problem, rows, first);
      order = new EpochOrder(device, rows, problem.seed(), first);
    } catch (RuntimeException | Error e) {
      device.rows().release(rows);
      throw e;
    }
    sums = new ShardSums(stream, kernels.sums, problem.dimension() + 1);
    most = (int) Math.max(rows.longest(), perShard(problem.rows()));
    remembered = new long[shards.size()];
    given = new long[shards.size()];
  }

  /** Opens a group: see {@link CudaDevice#group}. */
  static LinearGroup open(
      CudaDevice device,
      LinearProblem problem,
      Precision precision,
      int first,
      List<List<Block>> shards,
      boolean remember) {
    StreamContext stream = device.stream();
    try {
      return new LinearGroup(device, problem, precision, first, shards, remember, stream);
    } catch (RuntimeException | Error e) {
      device.release(stream);
      throw e;
    }
  }

  /** Returns why there are no kernels for a problem; null where there are. */
  static String refusal(LinearProblem problem) {
    if (LossCode.macros(problem.loss()) == null) {
      return "there is no CUDA kernel for the loss " + problem.loss();
    }
    boolean wide = problem.features() > RowForm.MOST_WRITTEN_OUT;
    if (problem.entries() > 0 && wide && problem.outputs() > SparseKernels.MOST_OUTPUTS) {
      return PlainText.of(
          "sparse rows of more than %d features have CUDA kernels for at most %d classes, not %d",
          RowForm.MOST_WRITTEN_OUT, SparseKernels.MOST_OUTPUTS, problem.outputs());
    }
    return null;
  }

  /** Margins and curvature are summed on the host: there are no kernels for them yet. */
  private static boolean isOfMargins(Kind kind) {
    return switch (kind) {
      case MARGIN_GRADIENT, CURVATURE, ALONG, LEVERAGE, HESSIAN -> true;
      default -> false;
    };
  }

  @Override
  public int size() {
    return functions.size();
  }

  @Override
  public void answer(ShardRequest request, int from, int to, double[] result) {
    device.enter();
    boolean batch = !request.allRows();
    if (isOfMargins(request.kind)) {
      host.answer(request, from, to, result);
      return;
    }
    boolean onHost =
        request.kind == Kind.LOCAL_EPOCH
            || request.kind == Kind.UPDATE_TABLE
            || (batch && !rows.form.dense());
    prepare(request, from, to);
    if (onHost) {
      giveSlopes(request, from, to);
      if (request.kind == Kind.LOCAL_EPOCH) {
        passes.answer(request, from, to, result);
      } else {
        host.answer(request, from, to, result);
      }
      return;
    }
    boolean keeps = request.kind == Kind.FULL_GRADIENT && remembers(request);
    boolean corrects =
        request.kind == Kind.EVALUATE && request.snapshot != null && request.coefficient != 0;
    if (corrects && !remembers(request)) {
      // Slopes of these rows, which are gone with the next request.
      compute(request.snapshot, kernelRequest(request, KernelRequest.KEEP), from, to, null);
      Arrays.fill(remembered, from, to, 0);
    }
    int mode = keeps ? KernelRequest.KEEP : corrects ? KernelRequest.CORRECT : KernelRequest.PLAIN;
    compute(request.point, kernelRequest(request, mode), from, to, result);
    if (keeps) {
      Arrays.fill(remembered, from, to, request.memory);
    }
  }

  private boolean remembers(ShardRequest request) {
    return request.snapshot != null && remember && request.memory != Snapshot.FLEETING;
  }

  /** Makes sure of the slopes at the snapshot where they are remembered. */
  private void prepare(ShardRequest request, int from, int to) {
    if (!remembers(request) || request.kind == Kind.FULL_GRADIENT) {
      return;
    }
    int known = from;
    while (known < to && remembered[known] == request.memory) {
      known++;
    }
    if (known < to) {
      KernelRequest all = new KernelRequest(0, -1, most, 0, 0, 0, KernelRequest.KEEP, 0);
      compute(request.snapshot, all, from, to, null);
      Arrays.fill(remembered, from, to, request.memory);
    }
  }

  /** Hands the host's functions the slopes that the device remembers. */
  private void giveSlopes(ShardRequest request, int from, int to) {
    if (!remembers(request)) {
      return;
    }
    for (int shard = from; shard < to; shard++) {
      if (given[shard] != request.memory) {
        functions.get(shard).remember(request.memory, slopes(shard), 0);
        given[shard] = request.memory;
      }
    }
  }

  private double[] slopes(int shard) {
    int bytes = rows.form.realBytes();
    int outputs = problem.outputs();
    int count = (rows.starts[shard + 1] - rows.starts[shard]) * outputs;
    double[] slopes = new double[count];
    Pinned pinned = stream.out(count);
    stream.copy(
        kept.address() + (long) rows.starts[shard] * outputs * bytes,
        pinned.address(),
        (long) count * bytes);
    stream.synchronize();
    if (rows.precision() == Precision.DOUBLE) {
      pinned.doubles().get(0, slopes, 0, count);
    } else {
      var floats = pinned.bytes().asFloatBuffer();
      for (int i = 0; i < count; i++) {
        slopes[i] = floats.get(i);
      }
    }
    return slopes;
  }

  private KernelRequest kernelRequest(ShardRequest request, int mode) {
    if (request.allRows()) {
      return new KernelRequest(0, -1, most, 0, 0, 0, mode, request.coefficient);
    }
    int perShard = (int) perShard(request.to - request.from);
    long places = order.of(request.epoch, stream);
    return new KernelRequest(
        request.from, request.to, perShard, 0, 0, places, mode, request.coefficient);
  }

  private long perShard(long rowsAsked) {
    return (rowsAsked + problem.shards() - 1) / problem.shards();
  }

  /**
   * Computes the sum of shards.
   *
   * @param result null where only slopes are wanted
   */
  private void compute(
      double[] point, KernelRequest kernelRequest, int from, int to, double[] result) {
    if (kernelRequest.mode() != KernelRequest.PLAIN && kept == null) {
      long bytes = Math.max(1, (long) rows.count() * problem.outputs()) * rows.form.realBytes();
      kept = device.allocate(bytes, "the slopes at a snapshot");
      kernels.kept = kept.address();
    }
    long pointAt = stream.room(StreamContext.Scratch.POINT, (long) point.length * Double.BYTES);
    stream.copyToDevice(point, pointAt);
    kernels.point = pointAt;
    kernels.take(stream);
    long room = kernels.roomOfShard(kernelRequest.most(), kernelRequest.to() >= 0);
    sums.of(
        from,
        to,
        room,
        (shard, count, at) -> kernels.sum(stream, kernelRequest.withShards(shard, count), at),
        result);
  }

  @Override
  public void touch(ShardRequest request, IndexSlots slots) {
    device.enter();
    prepare(request, 0, size());
    giveSlopes(request, 0, size());
    host.touch(request, slots);
  }

  @Override
  public void answerTouched(ShardRequest request, int from, int to, int slots, double[] result) {
    host.answerTouched(request, from, to, slots, result);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    order.close();
    if (kept != null) {
      kept.close();
    }
    device.rows().release(rows);
    device.release(stream);
  }
}
