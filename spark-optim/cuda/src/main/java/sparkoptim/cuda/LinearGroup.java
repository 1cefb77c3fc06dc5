package sparkoptim.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sparkoptim.core.Anchor;
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
 * are computed there, and slopes at an anchor stay there. What goes row by row is the host's:
 * single-row steps, tables of slopes, and mini-batches of wide sparse rows, which cost their
 * entries there; the host takes the anchor's slopes from the device.
 */
final class LinearGroup implements ShardGroup {
  private final CudaDevice device;
  private final LinearProblem problem;
  private final List<ShardFunction> functions = new ArrayList<>();
  private final ShardsInTurn host;
  private final HostPasses passes;
  private final boolean remember;
  private final Lane lane;
  private final Rows rows;
  private final LinearKernels kernels;
  private final EpochOrder order;
  private final ShardSums sums;
  private final int most;

  /** The anchor whose slopes each shard has on the device, and on the host; 0 for none. */
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
      Lane lane) {
    this.device = device;
    this.problem = problem;
    this.remember = remember;
    this.lane = lane;
    for (List<Block> blocks : shards) {
      functions.add(problem.shard(first + functions.size(), blocks, remember));
    }
    host = new ShardsInTurn(functions);
    passes = new HostPasses(functions, problem.dimension() + 1);
    RowForm form = RowForm.of(device, precision, shards, problem.features(), problem.outputs());
    rows = device.rows().use(lane, form, shards, problem.features());
    try {
      kernels = LinearKernels.of(device, problem, rows, first);
      order = new EpochOrder(device, rows, problem.seed(), first);
    } catch (RuntimeException | Error e) {
      device.rows().release(rows);
      throw e;
    }
    sums = new ShardSums(lane, kernels.sums, problem.dimension() + 1);
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
    Lane lane = device.lane();
    try {
      return new LinearGroup(device, problem, precision, first, shards, remember, lane);
    } catch (RuntimeException | Error e) {
      device.giveBack(lane);
      throw e;
    }
  }

  /** Why there are no kernels for a problem; null where there are. */
  static String refusal(LinearProblem problem) {
    if (LossCode.macros(problem.loss()) == null) {
      return "there is no CUDA kernel for the loss " + problem.loss();
    }
    boolean wide = problem.features() > RowForm.MOST_WRITTEN_OUT;
    if (problem.entries() > 0 && wide && problem.outputs() > SparseKernels.MOST_OUTPUTS) {
      return "sparse rows of more than %d features have CUDA kernels for at most %d classes, not %d"
          .formatted(RowForm.MOST_WRITTEN_OUT, SparseKernels.MOST_OUTPUTS, problem.outputs());
    }
    return null;
  }

  @Override
  public int size() {
    return functions.size();
  }

  @Override
  public void answer(ShardRequest request, int from, int to, double[] result) {
    device.enter();
    boolean batch = request.to >= 0;
    boolean onHost =
        request.kind == Kind.PASS || request.kind == Kind.EXCHANGE || (batch && !rows.form.dense());
    prepare(request, from, to);
    if (onHost) {
      giveSlopes(request, from, to);
      if (request.kind == Kind.PASS) {
        passes.answer(request, from, to, result);
      } else {
        host.answer(request, from, to, result);
      }
      return;
    }
    boolean keeps = request.kind == Kind.RENEW && remembers(request);
    boolean corrects =
        request.kind == Kind.EVALUATE && request.anchor != null && request.coefficient != 0;
    if (corrects && !remembers(request)) {
      // Slopes of these rows, which are gone with the next request.
      compute(request.anchor, asked(request, Asked.KEEP), from, to, null);
      Arrays.fill(remembered, from, to, 0);
    }
    int mode = keeps ? Asked.KEEP : corrects ? Asked.CORRECT : Asked.PLAIN;
    compute(request.point, asked(request, mode), from, to, result);
    if (keeps) {
      Arrays.fill(remembered, from, to, request.memory);
    }
  }

  private boolean remembers(ShardRequest request) {
    return request.anchor != null && remember && request.memory != Anchor.FLEETING;
  }

  /** Makes sure of the slopes at the anchor where they are remembered. */
  private void prepare(ShardRequest request, int from, int to) {
    if (!remembers(request) || request.kind == Kind.RENEW) {
      return;
    }
    int known = from;
    while (known < to && remembered[known] == request.memory) {
      known++;
    }
    if (known < to) {
      Asked all = new Asked(0, -1, most, 0, 0, 0, Asked.KEEP, 0);
      compute(request.anchor, all, from, to, null);
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
    Pinned pinned = lane.out(count);
    lane.copy(
        kept.address() + (long) rows.starts[shard] * outputs * bytes,
        pinned.address(),
        (long) count * bytes);
    lane.synchronize();
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

  private Asked asked(ShardRequest request, int mode) {
    if (request.to < 0) {
      return new Asked(0, -1, most, 0, 0, 0, mode, request.coefficient);
    }
    int perShard = (int) perShard(request.to - request.from);
    long places = order.of(request.epoch, lane);
    return new Asked(request.from, request.to, perShard, 0, 0, places, mode, request.coefficient);
  }

  private long perShard(long rowsAsked) {
    return (rowsAsked + problem.shards() - 1) / problem.shards();
  }

  /**
   * Computes the sum of shards.
   *
   * @param result null where only slopes are wanted
   */
  private void compute(double[] point, Asked asked, int from, int to, double[] result) {
    if (asked.mode() != Asked.PLAIN && kept == null) {
      long bytes = Math.max(1, (long) rows.count() * problem.outputs()) * rows.form.realBytes();
      kept = device.allocate(bytes, "the slopes at an anchor");
      kernels.kept = kept.address();
    }
    long pointAt = lane.room(Lane.Room.POINT, (long) point.length * Double.BYTES);
    lane.up(point, pointAt);
    kernels.point = pointAt;
    kernels.take(lane);
    long room = kernels.roomOfShard(asked.most(), asked.to() >= 0);
    sums.of(
        from,
        to,
        room,
        (shard, count, at) -> kernels.sum(lane, asked.withShards(shard, count), at),
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
    device.giveBack(lane);
  }
}
