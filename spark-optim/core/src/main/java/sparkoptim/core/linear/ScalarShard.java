package sparkoptim.core.linear;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/** One shard of a linear model with one margin per row. */
final class ScalarShard extends RowShard {
  private final ScalarLoss loss;
  private final int features;
  private final boolean intercept;

  /** A dense row for itself, see {@link #addRow}. */
  private double[] copy;

  ScalarShard(LinearProblem problem, int shard, List<Block> blocks, boolean remember) {
    super(problem, shard, blocks, remember);
    loss = problem.loss();
    features = problem.features();
    intercept = problem.intercept();
  }

  /** The margin of a row; several running sums, so that additions overlap. */
  static double margin(Block block, int row, double[] point, boolean intercept) {
    double constant = intercept ? point[block.width] : 0;
    return block.columns == null
        ? constant + dot(block.values, block.from(row), point, block.width)
        : sparseMargin(block, row, point, constant);
  }

  /** Inner product of a dense row and a point, in eight sums: as many as hide their latency. */
  private static double dot(double[] values, int from, double[] point, int width) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int j = 0;
    for (; j + 7 < width; j += 8) {
      int i = from + j;
      s0 += values[i] * point[j];
      s1 += values[i + 1] * point[j + 1];
      s2 += values[i + 2] * point[j + 2];
      s3 += values[i + 3] * point[j + 3];
      s4 += values[i + 4] * point[j + 4];
      s5 += values[i + 5] * point[j + 5];
      s6 += values[i + 6] * point[j + 6];
      s7 += values[i + 7] * point[j + 7];
    }
    double sum = (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
    for (; j < width; j++) {
      sum += values[from + j] * point[j];
    }
    return sum;
  }

  private static double sparseMargin(Block block, int row, double[] point, double constant) {
    double[] values = block.values;
    int[] columns = block.columns;
    int i = block.from(row);
    int to = block.to(row);
    double even = constant;
    double odd = 0;
    for (; i + 1 < to; i += 2) {
      even += values[i] * point[columns[i]];
      odd += values[i + 1] * point[columns[i + 1]];
    }
    return i < to ? even + odd + values[i] * point[columns[i]] : even + odd;
  }

  @Override
  double add(
      Block block,
      int row,
      double[] point,
      double coefficient,
      double[] anchorSlopes,
      int slopesAt,
      double[] sum) {
    double margin = margin(block, row, point, intercept);
    double label = block.labels[row];
    double slope = loss.slope(label, margin);
    if (anchorSlopes != null) {
      slope -= coefficient * anchorSlopes[slopesAt];
    }
    double weight = block.weight(row);
    addRow(block, row, weight * slope, sum);
    return weight * loss.value(label, margin);
  }

  @Override
  double slopes(Block block, int row, double[] point, double[] slopes, int at) {
    double margin = margin(block, row, point, intercept);
    slopes[at] = loss.slope(block.labels[row], margin);
    return loss.value(block.labels[row], margin);
  }

  @Override
  void addGradient(Block block, int row, double[] slopes, int at, double[] sum) {
    addRow(block, row, block.weight(row) * slopes[at], sum);
  }

  private void addRow(Block block, int row, double slope, double[] sum) {
    double[] values = block.values;
    int from = block.from(row);
    if (block.columns == null) {
      addDense(values, from, slope, sum);
    } else {
      int[] targets = targets(block);
      int shift = shift(from);
      int to = block.to(row);
      for (int i = from; i < to; i++) {
        sum[targets[i + shift]] += slope * values[i];
      }
    }
    if (intercept) {
      sum[constantTarget()] += slope;
    }
  }

  /**
   * The compiler takes several coordinates at once only where arrays are read and written at the
   * same index: at different ones they may overlap. Hence the copy, which costs little in cache.
   */
  private void addDense(double[] values, int from, double slope, double[] sum) {
    if (copy == null) {
      copy = new double[features];
    }
    double[] line = copy;
    System.arraycopy(values, from, line, 0, line.length);
    for (int j = 0; j < line.length; j++) {
      sum[j] += slope * line[j];
    }
  }

  @Override
  RowSteps steps(ShardRequest request, boolean sparse) {
    return sparse
        ? new ScalarSparseSteps(problem, request)
        : new ScalarDenseSteps(problem, request);
  }
}
