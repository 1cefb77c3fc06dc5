// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/**
 * Single-row steps over sparse rows with one margin: {@code x = x - eta ((l'(a.x) - alpha l'(a.s))
 * a + c + q x)}. The values of one coordinate are adjacent in one array.
 */
final class ScalarSparseSteps extends ScalarSteps {
  private static final int STRIDE = 4;
  private static final int X = 0;
  private static final int DRIFT = 1;
  private static final int PENALTY = 2;
  private static final int SEEN = 3;

  private final double[] state;
  private final double bias;
  private double constant;
  private double taken;

  ScalarSparseSteps(LinearProblem problem, ScalarLoss loss, ShardRequest request) {
    super(problem, loss, request);
    state = new double[features * STRIDE];
    for (int j = 0; j < features; j++) {
      state[j * STRIDE + X] = x[j];
      state[j * STRIDE + DRIFT] = drift[j];
      state[j * STRIDE + PENALTY] = shrink[j];
    }
    constant = intercept ? x[features] : 0;
    bias = intercept ? drift[features] : 0;
  }

  @Override
  double step(Block block, int row, int parts, double[] snapshotSlopes, int slopesAt) {
    int from = view.from(0);
    int to = view.to(0);
    double margin = constant + margin(view.values, view.columns, from, to);
    double length = length(block, row, parts, margin, snapshotSlopes, slopesAt);
    move(view.values, view.columns, from, to, length);
    taken++;
    if (intercept) {
      constant -= length + bias;
    }
    return plain ? block.weight(row) * loss.value(block.labels[row], margin) : 0;
  }

  /** Returns the margin without its constant; brings the row's coordinates up to date. */
  private double margin(double[] values, int[] columns, int from, int to) {
    double[] s = state;
    double now = taken;
    double even = 0;
    double odd = 0;
    int i = from;
    for (; i + 1 < to; i += 2) {
      even += values[i] * current(s, columns[i] * STRIDE, now);
      odd += values[i + 1] * current(s, columns[i + 1] * STRIDE, now);
    }
    return i < to ? even + odd + values[i] * current(s, columns[i] * STRIDE, now) : even + odd;
  }

  private void move(double[] values, int[] columns, int from, int to, double length) {
    double[] s = state;
    for (int i = from; i < to; i++) {
      s[columns[i] * STRIDE] -= length * values[i];
    }
  }

  /** Returns the coordinate after all steps taken so far. */
  private static double current(double[] s, int at, double now) {
    double x = s[at + X];
    double rate = s[at + PENALTY];
    double steps = now - s[at + SEEN];
    x -= LazyTerms.factor(steps, rate) * (s[at + DRIFT] + rate * x);
    s[at + X] = x;
    s[at + SEEN] = now;
    return x;
  }

  @Override
  void finish(double[] result) {
    for (int j = 0; j < features; j++) {
      result[j] = current(state, j * STRIDE, taken);
    }
    if (intercept) {
      result[features] = constant;
    }
  }
}
