// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.List;
import sparkoptim.core.Cancellation;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;
import sparkoptim.core.sharded.ShardRequest;

/**
 * A pass of single-row steps under way: {@code x = x - eta ((l'(x) - alpha l'(s)) a + c + q x)} for
 * one row after the other, l' its slopes, c the drift of the variance reduction, q the penalty.
 */
abstract class RowSteps {
  /** Rows of equal norm are not heavier than their mean, which is rounded. */
  private static final double ROUNDING = 1e-9;

  final int features;
  final int outputs;
  final boolean intercept;

  /** True if there is no snapshot: alpha and c are 0. */
  final boolean plain;

  final double rowScale;

  /** The row that takes its step. */
  final RowView view = new RowView(1);

  final double eta;
  final double coefficient;

  /** The point under way; its features may lag behind until {@link #finish}. */
  final double[] x;

  /** {@code eta c}, one per coordinate. */
  final double[] drift;

  /** {@code eta q}, one per feature. */
  final double[] shrink;

  RowSteps(LinearProblem problem, ShardRequest request) {
    features = problem.features();
    outputs = problem.outputs();
    intercept = problem.intercept();
    plain = request.snapshot == null;
    rowScale = problem.rowScale();
    eta = request.eta;
    coefficient = request.coefficient;
    x = request.point.clone();
    drift = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      drift[i] = plain ? 0 : eta * request.drift[i];
    }
    shrink = new double[features];
    double[] weights = problem.featurePenalty().l2();
    for (int j = 0; j < features; j++) {
      shrink[j] = weights == null ? 0 : eta * weights[j];
    }
  }

  /**
   * Returns in how many parts each row of a shard takes its step: rows much heavier than the mean
   * would bound the step for all, so they take theirs in parts, which is variance reduction on the
   * same sum with the row written several times.
   */
  static int[] parts(LinearProblem problem, List<Block> blocks, int rows) {
    int[] counts = new int[rows];
    int at = 0;
    RowView view = new RowView(1);
    for (Block block : blocks) {
      Cancellation.check();
      for (int row = 0; row < block.rows(); row++) {
        view.row(block, row);
        double norm = block.weight(row) * RowNorms.of(view, problem.intercept());
        norm *= problem.rowScale();
        double count = Math.ceil(norm / problem.rowNorm() - ROUNDING);
        counts[at++] = (int) Math.min(Math.max(count, 1), 1 << 30);
      }
    }
    return counts;
  }

  /**
   * Takes the steps of a block's rows in an order.
   *
   * @param parts of each row of the shard
   * @param first the block's first row among them
   * @param snapshotSlopes slopes of the block's rows at the snapshot, from {@code slopesAt} on;
   *     null without snapshot
   * @return the sum of the rows' weighted losses before their steps in a pass without snapshot,
   *     else 0
   */
  final double block(
      Block block, int[] order, int[] parts, int first, double[] snapshotSlopes, int slopesAt) {
    double loss = 0;
    for (int row : order) {
      view.row(block, row);
      loss += step(block, row, parts[first + row], snapshotSlopes, slopesAt + row * outputs);
    }
    return loss;
  }

  /**
   * Takes a row's step.
   *
   * @param parts in how many parts: along the row's features, before the dense part
   * @param snapshotSlopes slopes at the snapshot, from {@code slopesAt} on; null without snapshot
   * @return the row's weighted loss before the step in a pass without snapshot, else 0
   */
  abstract double step(Block block, int row, int parts, double[] snapshotSlopes, int slopesAt);

  /**
   * Returns by how much a row's margin falls with a part of unit length; not needed for the last
   * part.
   */
  final double fall(int parts) {
    return parts == 1 ? 0 : RowNorms.of(view, intercept);
  }

  /** Writes the end point. */
  void finish(double[] result) {
    System.arraycopy(x, 0, result, 0, x.length);
  }
}
