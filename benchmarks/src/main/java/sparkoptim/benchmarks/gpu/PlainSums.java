// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowOrder;
import sparkoptim.core.data.RowView;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.ScalarLoss;
import sparkoptim.core.sharded.ShardRequest;

/** What shards of a linear model answer, straight from the formulas in double: the oracle. */
final class PlainSums {
  private final LinearProblem problem;
  private final List<List<Block>> shards;
  private final RowView view = new RowView(1);

  PlainSums(LinearProblem problem, List<List<Block>> shards) {
    this.problem = problem;
    this.shards = shards;
  }

  private record Row(Block block, int number) {}

  /**
   * Returns the sum of weighted gradients of the rows asked for, less the snapshot's, and of
   * losses.
   */
  double[] of(ShardRequest request) {
    double[] result = new double[problem.dimension() + 1];
    for (Row row : rows(request)) {
      add(row, request, result);
    }
    return result;
  }

  private List<Row> rows(ShardRequest request) {
    List<Row> rows = new ArrayList<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      if (request.allRows()) {
        for (Block block : shards.get(shard)) {
          for (int row = 0; row < block.rows(); row++) {
            rows.add(new Row(block, row));
          }
        }
        continue;
      }
      RowOrder order = new RowOrder(shards.get(shard), problem.seed(), shard);
      for (long position = request.from; position < request.to; position++) {
        if (position % problem.shards() == shard) {
          order.seek(request.epoch, (int) (position / problem.shards()));
          rows.add(new Row(order.block(), order.row()));
        }
      }
    }
    return rows;
  }

  private void add(Row row, ShardRequest request, double[] result) {
    int outputs = problem.outputs();
    double weight = row.block.weight(row.number);
    double[] slopes = new double[outputs];
    result[result.length - 1] += weight * slopes(row, request.point, slopes);
    if (request.snapshot != null && request.kind == ShardRequest.Kind.EVALUATE) {
      double[] before = new double[outputs];
      slopes(row, request.snapshot, before);
      for (int k = 0; k < outputs; k++) {
        slopes[k] -= request.coefficient * before[k];
      }
    }
    view.row(row.block, row.number);
    int from = view.from(0);
    for (int at = from; at < view.to(0); at++) {
      int column = view.columns == null ? at - from : view.columns[at];
      for (int k = 0; k < outputs; k++) {
        result[column * outputs + k] += weight * slopes[k] * view.values[at];
      }
    }
    for (int k = 0; problem.intercept() && k < outputs; k++) {
      result[problem.features() * outputs + k] += weight * slopes[k];
    }
  }

  /** Writes a row's slopes; returns its loss. */
  private double slopes(Row row, double[] point, double[] slopes) {
    Block block = row.block;
    int outputs = problem.outputs();
    double[] margins = new double[outputs];
    for (int k = 0; k < outputs; k++) {
      margins[k] = problem.intercept() ? point[problem.features() * outputs + k] : 0;
      view.row(block, row.number);
      int from = view.from(0);
      for (int at = from; at < view.to(0); at++) {
        int column = view.columns == null ? at - from : view.columns[at];
        margins[k] += view.values[at] * point[column * outputs + k];
      }
    }
    double label = block.labels[row.number];
    if (problem.loss() instanceof ScalarLoss loss) {
      slopes[0] = loss.slope(label, margins[0]);
      return loss.value(label, margins[0]);
    }
    double total = 0;
    for (int k = 0; k < outputs; k++) {
      total += Math.exp(margins[k]);
    }
    for (int k = 0; k < outputs; k++) {
      slopes[k] = Math.exp(margins[k]) / total - (k == (int) label ? 1 : 0);
    }
    return Math.log(total) - margins[(int) label];
  }
}
