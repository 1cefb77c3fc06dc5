// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.Arrays;
import java.util.List;
import sparkoptim.core.Cancellation;
import sparkoptim.core.PlainText;
import sparkoptim.core.Snapshot;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowOrder;
import sparkoptim.core.data.RowView;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.sharded.BatchRows;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardRequest;

/**
 * The walk over one shard's rows that all linear models share, and the slopes remembered at an
 * snapshot: {@code outputs} numbers per row, so that variance reduction costs one margin a row.
 * Rows are taken some at a time: margins of several rows in a row let the processor fetch rows
 * ahead.
 */
abstract class RowShard implements ShardFunction {
  static final int CHUNK = 64;

  final LinearProblem problem;
  final GradientSink targets;
  final RowView view = new RowView(CHUNK);
  private final int shard;
  private final List<Block> blocks;
  private final boolean remember;
  private final BatchRows rows;
  private final RowOrder order;
  final int[] firstRow;
  private final int outputs;
  private final int[] chunk = new int[CHUNK];
  private final double[] here;
  private final double[] there;

  /**
   * The place where this shard's slopes begin in a table of all rows: row r is in shard r mod S.
   */
  private final int tableAt;

  private double[] slopes;
  private long remembered;
  private int[] parts;
  private MarginSums margins;

  /** A request with points on the rows as they are; null where rows are in the working scale. */
  private final ShardRequest inRows;

  RowShard(LinearProblem problem, int shard, List<Block> blocks, boolean remember) {
    this.problem = problem;
    this.shard = shard;
    this.blocks = blocks;
    this.remember = remember;
    outputs = problem.outputs();
    targets = new GradientSink(problem.features(), outputs);
    rows = new BatchRows(blocks, shard, problem.shards(), problem.seed());
    order = new RowOrder(blocks, problem.seed(), shard);
    inRows = problem.columns() == null ? null : new ShardRequest();
    here = new double[CHUNK * outputs];
    there = new double[CHUNK * outputs];
    long before = shard * (problem.rows() / problem.shards());
    before += Math.min(shard, problem.rows() % problem.shards());
    tableAt = (int) (before * outputs);
    firstRow = new int[blocks.size() + 1];
    for (int i = 0; i < blocks.size(); i++) {
      firstRow[i + 1] = firstRow[i] + blocks.get(i).rows();
    }
  }

  /** Writes the margins of some rows of a block at a point, row after row. */
  abstract void margins(Block block, int[] some, int count, double[] point, double[] margins);

  /**
   * Turns margins of some rows of a block into unweighted slopes; returns the sum of their weighted
   * losses.
   */
  abstract double losses(Block block, int[] some, int count, double[] margins);

  /**
   * Writes the unweighted slopes of some rows of a block at a point, row after row; returns the sum
   * of their weighted losses.
   */
  private double slopes(Block block, int[] some, int count, double[] point, double[] slopes) {
    margins(block, some, count, point, slopes);
    return losses(block, some, count, slopes);
  }

  /** Adds the features of some rows of a block times their given unweighted slopes, weighted. */
  abstract void add(Block block, int[] some, int count, double[] slopes, double[] sum);

  /** Begins a pass of single-row steps; returns what takes them. */
  abstract RowSteps steps(ShardRequest request, boolean sparse);

  @Override
  public final void answer(ShardRequest request, double[] result) {
    if (inRows == null) {
      answerInRows(request, result);
      return;
    }
    inRows.set(request);
    inRows.point = problem.columns().inRows(request.point, outputs);
    if (request.snapshot != null) {
      inRows.snapshot = problem.columns().inRows(request.snapshot, outputs);
    }
    answerInRows(inRows, result);
    switch (request.kind) {
      case EVALUATE, FULL_GRADIENT, MARGIN_GRADIENT -> problem.columns().toWorking(result, outputs);
      default -> {}
    }
  }

  private void answerInRows(ShardRequest request, double[] result) {
    switch (request.kind) {
      case LOCAL_EPOCH -> localEpoch(request, result);
      case MARGIN_GRADIENT, CURVATURE, ALONG, LEVERAGE, HESSIAN -> {
        if (margins == null) {
          margins = new MarginSums(this, shard, blocks, remember);
        }
        margins.answer(request, result);
      }
      default -> evaluate(request, result, result.length - 1);
    }
  }

  @Override
  public final void touch(ShardRequest request, IndexSlots slots) {
    targets.clear();
    rows.seek(request);
    for (int count = next(); count > 0; count = next()) {
      for (int i = 0; i < count; i++) {
        view.row(rows.block(), chunk[i]);
        targets.touch(view, problem.intercept(), slots);
      }
    }
  }

  @Override
  public final void answerTouched(ShardRequest request, int slots, double[] result) {
    targets.toSlots();
    evaluate(request, result, slots);
    targets.toAll();
  }

  private int next() {
    return rows.next(chunk, CHUNK);
  }

  /** Sums gradients, and behind them losses. */
  private void evaluate(ShardRequest request, double[] result, int length) {
    zero(result, length);
    prepare(request);
    double loss = 0;
    rows.seek(request);
    for (int count = next(); count > 0; count = next()) {
      Block block = rows.block();
      loss += slopes(block, chunk, count, request.point, here);
      switch (request.kind) {
        case FULL_GRADIENT -> keep(request, block, count);
        case UPDATE_TABLE -> updateTable(request, block, count);
        default -> correct(request, block, count);
      }
      add(block, chunk, count, here, result);
    }
    result[length] = loss;
  }

  /** {@link Arrays#fill} of a range is several times slower than of all. */
  private static void zero(double[] result, int length) {
    if (length + 1 == result.length) {
      Arrays.fill(result, 0);
    } else {
      Arrays.fill(result, 0, length, 0);
    }
  }

  private boolean remembers(ShardRequest request) {
    return request.snapshot != null && remember && request.memory != Snapshot.FLEETING;
  }

  @Override
  public final void remember(long memory, double[] given, int at) {
    if (remember) {
      makeRoom();
      System.arraycopy(given, at, slopes, 0, slopes.length);
      remembered = memory;
    }
  }

  private void makeRoom() {
    if (slopes == null) {
      slopes = new double[slopesSize()];
    }
  }

  /** Returns the length of an array with a number for each row and output. */
  final int slopesSize() {
    long length = (long) firstRow[blocks.size()] * outputs;
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          PlainText.of(
              "a shard of %d rows x %d classes is too large: use more shards",
              firstRow[blocks.size()], outputs));
    }
    return (int) length;
  }

  /** Makes sure of the slopes at the snapshot where they are remembered. */
  private void prepare(ShardRequest request) {
    if (!remembers(request)) {
      return;
    }
    makeRoom();
    if (request.kind != ShardRequest.Kind.FULL_GRADIENT && remembered != request.memory) {
      for (Block block : blocks) {
        Cancellation.check();
        slopes(block, request.snapshot, slopes, firstRow[block.index] * outputs);
      }
    }
    remembered = request.memory;
  }

  /** Writes the slopes of all rows of a block. */
  private void slopes(Block block, double[] point, double[] result, int at) {
    int count;
    for (int row = 0; row < block.rows(); row += count) {
      count = Math.min(CHUNK, block.rows() - row);
      for (int i = 0; i < count; i++) {
        chunk[i] = row + i;
      }
      slopes(block, chunk, count, point, there);
      System.arraycopy(there, 0, result, at + row * outputs, count * outputs);
    }
  }

  private int place(Block block, int row) {
    return (firstRow[block.index] + row) * outputs;
  }

  private void keep(ShardRequest request, Block block, int count) {
    if (remembers(request)) {
      // A full gradient takes rows in storage order.
      System.arraycopy(here, 0, slopes, place(block, chunk[0]), count * outputs);
    }
  }

  /** Takes the slopes at the snapshot away, with the coefficient. */
  private void correct(ShardRequest request, Block block, int count) {
    if (request.snapshot == null) {
      return;
    }
    if (!remembers(request)) {
      slopes(block, chunk, count, request.snapshot, there);
      for (int i = 0; i < count * outputs; i++) {
        here[i] -= request.coefficient * there[i];
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      int at = place(block, chunk[i]);
      for (int k = 0; k < outputs; k++) {
        here[i * outputs + k] -= request.coefficient * slopes[at + k];
      }
    }
  }

  /** Takes the tabled slopes away, and puts the new ones in their place. */
  private void updateTable(ShardRequest request, Block block, int count) {
    for (int i = 0; i < count; i++) {
      int at = tableAt + place(block, chunk[i]);
      for (int k = 0; k < outputs; k++) {
        double before = request.table[at + k];
        request.table[at + k] = here[i * outputs + k];
        here[i * outputs + k] -= before;
      }
    }
  }

  private void localEpoch(ShardRequest request, double[] result) {
    if (parts == null) {
      parts = RowSteps.parts(problem, blocks, firstRow[blocks.size()]);
    }
    boolean kept = remembers(request);
    prepare(request);
    RowSteps steps = steps(request, !blocks.isEmpty() && blocks.get(0).sparse());
    double loss = 0;
    for (order.seek(request.epoch, 0); order.block() != null; order.nextBlock()) {
      Block block = order.block();
      int first = firstRow[block.index];
      double[] snapshotSlopes =
          kept ? slopes : request.snapshot == null ? null : slopes(request, block);
      int slopesAt = kept ? first * outputs : 0;
      loss += steps.block(block, order.rows(), parts, first, snapshotSlopes, slopesAt);
    }
    steps.finish(result);
    result[result.length - 1] = loss;
  }

  private double[] slopes(ShardRequest request, Block block) {
    double[] result = new double[Math.multiplyExact(block.rows(), outputs)];
    slopes(block, request.snapshot, result, 0);
    return result;
  }
}
