package sparkoptim.core.linear;

import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;

/**
 * Single-row steps over sparse rows with one margin: {@code x = x - eta ((l'(a.x) - alpha l'(a.s))
 * a + c + q x)}. What a coordinate needs lies together in one array.
 */
final class ScalarSparseSteps extends RowSteps {
  private static final int STRIDE = 4;
  private static final int X = 0;
  private static final int DRIFT = 1;
  private static final int PENALTY = 2;
  private static final int SEEN = 3;

  private final ScalarLoss loss;
  private final double[] state;
  private final double bias;
  private double constant;
  private double taken;

  ScalarSparseSteps(LinearProblem problem, ShardRequest request) {
    super(problem, request);
    loss = problem.loss();
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
  double step(Block block, int row, double share, double[] anchorSlopes, int slopesAt) {
    double[] values = block.values;
    int[] columns = block.columns;
    double[] s = state;
    double now = taken;
    int from = block.from(row);
    int to = block.to(row);
    double margin = constant;
    for (int i = from; i < to; i++) {
      margin += values[i] * current(s, columns[i] * STRIDE, now);
    }
    double label = block.labels[row];
    double weight = share * rowScale * block.weight(row);
    double slope = loss.slope(label, margin);
    double length = eta * weight * (plain ? slope : slope - coefficient * anchorSlopes[slopesAt]);
    taken = now + share;
    for (int i = from; i < to; i++) {
      int at = columns[i] * STRIDE;
      double x = s[at + X];
      s[at + X] = x - (length * values[i] + share * (s[at + DRIFT] + s[at + PENALTY] * x));
      s[at + SEEN] = now + share;
    }
    if (intercept) {
      constant -= length + share * bias;
    }
    return plain ? block.weight(row) * loss.value(label, margin) : 0;
  }

  /** The coordinate after all steps taken so far. */
  private static double current(double[] state, int at, double now) {
    double x = state[at + X];
    double missed = now - state[at + SEEN];
    if (missed > 0) {
      double rate = state[at + PENALTY];
      x -= LazyTerms.factor(missed, rate) * (state[at + DRIFT] + rate * x);
      state[at + X] = x;
    }
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
