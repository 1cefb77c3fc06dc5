package sparkoptim.core.linear;

import java.util.Arrays;
import java.util.List;
import sparkoptim.core.Anchor;
import sparkoptim.core.Cancellation;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowOrder;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.sharded.BatchRows;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardRequest;

/**
 * The walk over one shard's rows that all linear models share, and the slopes remembered at an
 * anchor: {@code outputs} numbers per row, so that variance reduction costs one margin a row.
 */
abstract class RowShard implements ShardFunction {
  final LinearProblem problem;
  private final List<Block> blocks;
  private final boolean remember;
  private final BatchRows rows;
  private final RowOrder order;
  private final int[] firstRow;
  private final double[] here;

  /** Where this shard's slopes begin in a table of all rows: row r is in shard r mod S. */
  private final int tableAt;

  /**
   * IndexSlots of the entries of a mini-batch's rows, one row after the other; for K outputs the
   * first.
   */
  private int[] places = {};

  private int constantPlace;

  /** Where the current row's slots begin in {@link #places}; -1 in sums over all coordinates. */
  private int placed = -1;

  private double[] slopes;
  private long remembered;
  private int[] parts;

  RowShard(LinearProblem problem, int shard, List<Block> blocks, boolean remember) {
    this.problem = problem;
    this.blocks = blocks;
    this.remember = remember;
    rows = new BatchRows(blocks, shard, problem.shards(), problem.seed());
    order = new RowOrder(blocks, problem.seed(), shard);
    here = new double[problem.outputs()];
    long before = shard * (problem.rows() / problem.shards());
    before += Math.min(shard, problem.rows() % problem.shards());
    tableAt = (int) (before * problem.outputs());
    firstRow = new int[blocks.size() + 1];
    for (int i = 0; i < blocks.size(); i++) {
      firstRow[i + 1] = firstRow[i] + blocks.get(i).rows();
    }
  }

  /**
   * Adds a row's weighted loss gradient to {@code sum}, less {@code coefficient} times the gradient
   * with {@code anchorSlopes}; returns its weighted loss.
   */
  abstract double add(
      Block block,
      int row,
      double[] point,
      double coefficient,
      double[] anchorSlopes,
      int slopesAt,
      double[] sum);

  /** Writes a row's unweighted slopes at a point; returns its unweighted loss. */
  abstract double slopes(Block block, int row, double[] point, double[] slopes, int at);

  /** Adds a row's features times its given unweighted slopes, weighted. */
  abstract void addGradient(Block block, int row, double[] slopes, int at, double[] sum);

  /** Begins a pass of single-row steps; returns what takes them. */
  abstract RowSteps steps(ShardRequest request, boolean sparse);

  @Override
  public final void answer(ShardRequest request, double[] result) {
    switch (request.kind) {
      case EVALUATE, EXCHANGE -> evaluate(request, result);
      case RENEW -> renew(request, result);
      case PASS -> pass(request, result);
    }
  }

  private void evaluate(ShardRequest request, double[] result) {
    Arrays.fill(result, 0);
    double loss = 0;
    for (rows.seek(request); rows.next(); ) {
      loss += add(request, rows.block(), rows.row(), result);
    }
    result[result.length - 1] = loss;
  }

  @Override
  public final void touch(ShardRequest request, IndexSlots slots) {
    int at = 0;
    for (rows.seek(request); rows.next(); ) {
      Block block = rows.block();
      int from = block.from(rows.row());
      int to = block.to(rows.row());
      if (places.length < at + to - from) {
        places = Arrays.copyOf(places, 2 * (at + to - from));
      }
      for (int i = from; i < to; i++) {
        places[at++] = touch(block.columns[i], slots);
      }
      if (problem.intercept()) {
        constantPlace = touch(problem.features(), slots);
      }
    }
  }

  /** The coordinates of a feature are touched together, so their slots follow each other. */
  private int touch(int feature, IndexSlots slots) {
    int first = slots.add(feature * here.length);
    for (int k = 1; k < here.length; k++) {
      slots.add(feature * here.length + k);
    }
    return first;
  }

  @Override
  public final void answerTouched(ShardRequest request, int slots, double[] result) {
    Arrays.fill(result, 0, slots + 1, 0);
    double loss = 0;
    placed = 0;
    for (rows.seek(request); rows.next(); ) {
      Block block = rows.block();
      int row = rows.row();
      loss += add(request, block, row, result);
      placed += block.to(row) - block.from(row);
    }
    placed = -1;
    result[slots] = loss;
  }

  /** By entry of a sparse row, from {@link #shift} on: where its first output is in the sum. */
  final int[] targets(Block block) {
    return placed < 0 ? block.columns : places;
  }

  /** From a place in the row's block to that in {@link #targets}. */
  final int shift(int from) {
    return placed < 0 ? 0 : placed - from;
  }

  /** How many coordinates a target stands for: a column has all outputs, a slot is the first's. */
  final int stride() {
    return placed < 0 ? here.length : 1;
  }

  /** Where the first intercept is in the sum. */
  final int constantTarget() {
    return placed < 0 ? problem.features() * here.length : constantPlace;
  }

  private double add(ShardRequest request, Block block, int row, double[] sum) {
    if (request.kind == ShardRequest.Kind.EXCHANGE) {
      return exchange(request, block, row, sum);
    }
    if (request.anchor == null) {
      return add(block, row, request.point, 0, null, 0, sum);
    }
    int at = slopesAt(request, block, row);
    return add(
        block,
        row,
        request.point,
        request.coefficient,
        at < 0 ? here : slopes,
        Math.max(at, 0),
        sum);
  }

  /** Adds the gradient with the row's new slopes less the tabled ones, which they replace. */
  private double exchange(ShardRequest request, Block block, int row, double[] sum) {
    double loss = slopes(block, row, request.point, here, 0);
    int at = tableAt + (firstRow[block.index] + row) * here.length;
    for (int k = 0; k < here.length; k++) {
      double before = request.table[at + k];
      request.table[at + k] = here[k];
      here[k] -= before;
    }
    addGradient(block, row, here, 0, sum);
    return block.weight(row) * loss;
  }

  /** Where the slopes at the anchor stand in {@link #slopes}; -1 when they are in {@link #here}. */
  private int slopesAt(ShardRequest request, Block block, int row) {
    if (remembers(request)) {
      if (remembered != request.memory) {
        recall(request);
      }
      return (firstRow[block.index] + row) * here.length;
    }
    slopes(block, row, request.anchor, here, 0);
    return -1;
  }

  private boolean remembers(ShardRequest request) {
    return remember && request.memory != Anchor.FLEETING;
  }

  private void recall(ShardRequest request) {
    allocate();
    for (Block block : blocks) {
      Cancellation.check();
      int at = firstRow[block.index] * here.length;
      for (int row = 0; row < block.rows(); row++) {
        slopes(block, row, request.anchor, slopes, at);
        at += here.length;
      }
    }
    remembered = request.memory;
  }

  private void allocate() {
    if (slopes == null) {
      long length = (long) firstRow[blocks.size()] * here.length;
      if (length > Integer.MAX_VALUE - 8) {
        throw new IllegalStateException(
            "a shard of %d rows x %d classes is too large: use more shards"
                .formatted(firstRow[blocks.size()], here.length));
      }
      slopes = new double[(int) length];
    }
  }

  private void renew(ShardRequest request, double[] result) {
    Arrays.fill(result, 0);
    boolean keep = remembers(request);
    if (keep) {
      allocate();
      remembered = request.memory;
    }
    double loss = 0;
    for (Block block : blocks) {
      Cancellation.check();
      int at = firstRow[block.index] * here.length;
      for (int row = 0; row < block.rows(); row++) {
        double[] to = keep ? slopes : here;
        int place = keep ? at : 0;
        loss += block.weight(row) * slopes(block, row, request.point, to, place);
        addGradient(block, row, to, place, result);
        at += here.length;
      }
    }
    result[result.length - 1] = loss;
  }

  private void pass(ShardRequest request, double[] result) {
    if (parts == null) {
      parts = RowSteps.parts(problem, blocks, firstRow[blocks.size()]);
    }
    boolean kept = request.anchor != null && remembers(request);
    if (kept && remembered != request.memory) {
      recall(request);
    }
    RowSteps steps = steps(request, !blocks.isEmpty() && blocks.get(0).sparse());
    double loss = 0;
    for (order.seek(request.epoch, 0); order.block() != null; order.nextBlock()) {
      Block block = order.block();
      int first = firstRow[block.index];
      double[] anchorSlopes =
          kept ? slopes : request.anchor == null ? null : slopes(request, block);
      int slopesAt = kept ? first * here.length : 0;
      loss += steps.block(block, order.rows(), parts, first, anchorSlopes, slopesAt);
    }
    steps.finish(result);
    result[result.length - 1] = loss;
  }

  /** The slopes of a block's rows at the anchor. */
  private double[] slopes(ShardRequest request, Block block) {
    double[] there = new double[Math.multiplyExact(block.rows(), here.length)];
    for (int row = 0; row < block.rows(); row++) {
      slopes(block, row, request.anchor, there, row * here.length);
    }
    return there;
  }
}
