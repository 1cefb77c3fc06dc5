// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.Arrays;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;

/**
 * A sum of weighted outer products of rows, {@code sum v_i c_i a_i a_i'}: a lower triangle over the
 * columns for each output, or over all coordinates where outputs are coupled, with {@code c =
 * diag(p) - p p'}. The rows of such a c add up to zero, so a triangle for each pair of outputs with
 * {@code c = p_k p_l} has all of it: its negative off the diagonal, and sums of them on it. Each
 * row of a triangle is an array of its own, so that the compiler takes several elements at once.
 */
final class GramSum {
  /** Dense rows that are added together, so that the triangle is read and written less often. */
  private static final int TOGETHER = 4;

  private final LinearProblem problem;
  private final boolean coupled;
  private final int outputs;
  private final int columns;
  private final double[][][] triangles;
  private final double[][] lines = new double[TOGETHER][];
  private final double[][] factors = new double[TOGETHER][];
  private final RowView view = new RowView(1);
  private int waiting;

  GramSum(LinearProblem problem, boolean coupled) {
    this.problem = problem;
    outputs = problem.outputs();
    this.coupled = coupled && outputs > 1;
    columns = problem.features() + (problem.intercept() ? 1 : 0);
    int count = this.coupled ? outputs * (outputs - 1) / 2 : outputs;
    triangles = new double[count][columns][];
    for (double[][] triangle : triangles) {
      for (int i = 0; i < columns; i++) {
        triangle[i] = new double[i + 1];
      }
    }
    for (int r = 0; r < TOGETHER; r++) {
      lines[r] = new double[columns];
      factors[r] = new double[count];
    }
  }

  /**
   * Adds a row.
   *
   * @param weight factor of the row
   * @param slopes of its outputs, from {@code at} on
   * @param curvature of its outputs, from {@code at} on
   */
  void add(Block block, int row, double weight, double[] slopes, double[] curvature, int at) {
    double[] factor = factors[waiting];
    if (coupled) {
      pairs(weight, slopes, at, (int) block.labels[row], factor);
    } else {
      for (int k = 0; k < outputs; k++) {
        factor[k] = weight * curvature[at + k];
      }
    }
    view.row(block, row);
    if (block.sparse()) {
      for (int t = 0; t < triangles.length; t++) {
        addSparse(factor[t], triangles[t]);
      }
      return;
    }
    double[] line = lines[waiting];
    System.arraycopy(view.values, view.from(0), line, 0, problem.features());
    if (problem.intercept()) {
      line[columns - 1] = 1;
    }
    if (++waiting == TOGETHER) {
      addDense();
    }
  }

  /** Fills {@code w p_k p_l} of all pairs k > l. */
  private void pairs(double weight, double[] slopes, int at, int label, double[] products) {
    int pair = 0;
    for (int k = 1; k < outputs; k++) {
      double factor = weight * probability(slopes, at, k, label);
      for (int l = 0; l < k; l++) {
        products[pair++] = factor * probability(slopes, at, l, label);
      }
    }
  }

  private void addSparse(double weight, double[][] triangle) {
    int from = view.from(0);
    int to = view.to(0);
    double[] values = view.values;
    int[] places = view.columns;
    for (int i = from; i < to; i++) {
      double factor = weight * values[i];
      double[] line = triangle[places[i]];
      for (int j = from; j <= i; j++) {
        line[places[j]] += factor * values[j];
      }
    }
    if (problem.intercept()) {
      double[] line = triangle[columns - 1];
      for (int j = from; j < to; j++) {
        line[places[j]] += weight * values[j];
      }
      line[columns - 1] += weight;
    }
  }

  /** Adds the waiting rows; those that are missing have factor 0. */
  private void addDense() {
    for (int k = 0; k < triangles.length; k++) {
      for (int i = 0; i < columns; i++) {
        add(
            triangles[k][i],
            i + 1,
            lines,
            factors[0][k] * lines[0][i],
            factors[1][k] * lines[1][i],
            factors[2][k] * lines[2][i],
            factors[3][k] * lines[3][i]);
      }
    }
    waiting = 0;
  }

  private static void add(
      double[] sum, int length, double[][] lines, double f0, double f1, double f2, double f3) {
    double[] l0 = lines[0];
    double[] l1 = lines[1];
    double[] l2 = lines[2];
    double[] l3 = lines[3];
    for (int j = 0; j < length; j++) {
      sum[j] += f0 * l0[j] + f1 * l1[j] + (f2 * l2[j] + f3 * l3[j]);
    }
  }

  private static double probability(double[] slopes, int at, int k, int label) {
    return k == label ? 1 + slopes[at + k] : slopes[at + k];
  }

  /** Writes the packed triangles; returns their length. */
  int finish(double[] result) {
    if (waiting > 0) {
      for (int r = waiting; r < TOGETHER; r++) {
        Arrays.fill(factors[r], 0);
      }
      addDense();
    }
    if (problem.columns() != null) {
      for (double[][] triangle : triangles) {
        problem.columns().toWorking(triangle);
      }
    }
    return coupled ? writePairs(result) : write(result);
  }

  private int write(double[] result) {
    int at = 0;
    for (double[][] triangle : triangles) {
      for (double[] line : triangle) {
        System.arraycopy(line, 0, result, at, line.length);
        at += line.length;
      }
    }
    return at;
  }

  /** The coordinate of column i and output k is {@code i K + k}. */
  private int writePairs(double[] result) {
    int at = 0;
    for (int i = 0; i < columns; i++) {
      for (int k = 0; k < outputs; k++) {
        for (int j = 0; j <= i; j++) {
          int end = j == i ? k + 1 : outputs;
          for (int l = 0; l < end; l++) {
            result[at++] = k == l ? others(k, i, j) : -triangles[pair(k, l)][i][j];
          }
        }
      }
    }
    return at;
  }

  private double others(int k, int i, int j) {
    double sum = 0;
    for (int l = 0; l < outputs; l++) {
      sum += l == k ? 0 : triangles[pair(k, l)][i][j];
    }
    return sum;
  }

  private static int pair(int k, int l) {
    int larger = Math.max(k, l);
    return larger * (larger - 1) / 2 + Math.min(k, l);
  }
}
