// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.Arrays;
import sparkoptim.core.data.Block;

/**
 * A sum of weighted outer products of rows, {@code sum v_i c_i a_i a_i'}: a lower triangle over the
 * columns for each output, or over all coordinates where outputs are coupled, with {@code c =
 * diag(p) - p p'}. Each row of the triangle is an array of its own, so that the compiler takes
 * several elements at once.
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
  private int waiting;

  GramSum(LinearProblem problem, boolean coupled) {
    this.problem = problem;
    this.coupled = coupled;
    outputs = problem.outputs();
    columns = problem.features() + (problem.intercept() ? 1 : 0);
    int size = coupled ? columns * outputs : columns;
    triangles = new double[coupled ? 1 : outputs][size][];
    for (double[][] triangle : triangles) {
      for (int i = 0; i < size; i++) {
        triangle[i] = new double[i + 1];
      }
    }
    for (int r = 0; r < TOGETHER; r++) {
      lines[r] = new double[size];
      factors[r] = new double[outputs];
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
    if (coupled && outputs > 1) {
      addCoupled(block, row, weight, slopes, at);
    } else if (block.columns != null) {
      for (int k = 0; k < outputs; k++) {
        addSparse(block, row, weight * curvature[at + k], triangles[k]);
      }
    } else {
      double[] line = lines[waiting];
      System.arraycopy(block.values, block.from(row), line, 0, problem.features());
      if (problem.intercept()) {
        line[columns - 1] = 1;
      }
      for (int k = 0; k < outputs; k++) {
        factors[waiting][k] = weight * curvature[at + k];
      }
      if (++waiting == TOGETHER) {
        addDense();
      }
    }
  }

  private void addSparse(Block block, int row, double weight, double[][] triangle) {
    int from = block.from(row);
    int to = block.to(row);
    double[] values = block.values;
    int[] places = block.columns;
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
    for (int k = 0; k < outputs; k++) {
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

  /** The row of coordinate (column, k) is the value times {@code p_k (e_k - p) x row}. */
  private void addCoupled(Block block, int row, double weight, double[] slopes, int at) {
    int from = block.from(row);
    int to = block.to(row);
    int label = (int) block.labels[row];
    double[] products = factors[0];
    for (int k = 0; k < outputs; k++) {
      double p = probability(slopes, at, k, label);
      for (int l = 0; l < outputs; l++) {
        double other = probability(slopes, at, l, label);
        products[l] = weight * (k == l ? p * (1 - p) : -p * other);
      }
      if (block.columns == null) {
        addCoupledDense(block.values, from, products, k);
      } else {
        addCoupledSparse(block, from, to, products, k);
      }
    }
  }

  private static double probability(double[] slopes, int at, int k, int label) {
    return k == label ? 1 + slopes[at + k] : slopes[at + k];
  }

  private void addCoupledDense(double[] values, int from, double[] products, int k) {
    double[] line = lines[0];
    for (int j = 0; j < columns; j++) {
      double value = j < problem.features() ? values[from + j] : 1;
      for (int l = 0; l < outputs; l++) {
        line[j * outputs + l] = value * products[l];
      }
    }
    for (int i = 0; i < columns; i++) {
      double value = i < problem.features() ? values[from + i] : 1;
      if (value != 0) {
        addTo(triangles[0][i * outputs + k], value, line);
      }
    }
  }

  private static void addTo(double[] sum, double factor, double[] line) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += factor * line[j];
    }
  }

  private void addCoupledSparse(Block block, int from, int to, double[] products, int k) {
    int end = problem.intercept() ? to + 1 : to;
    for (int i = from; i < end; i++) {
      int column = i < to ? block.columns[i] : columns - 1;
      double value = i < to ? block.values[i] : 1;
      double[] sum = triangles[0][column * outputs + k];
      for (int j = from; j <= i; j++) {
        int first = (j < to ? block.columns[j] : columns - 1) * outputs;
        double factor = value * (j < to ? block.values[j] : 1);
        int most = j == i ? k + 1 : outputs;
        for (int l = 0; l < most; l++) {
          sum[first + l] += factor * products[l];
        }
      }
    }
  }

  /** Writes the packed triangles; returns their length. */
  int finish(double[] result) {
    if (waiting > 0) {
      for (int r = waiting; r < TOGETHER; r++) {
        Arrays.fill(factors[r], 0);
      }
      addDense();
    }
    int at = 0;
    for (double[][] triangle : triangles) {
      for (double[] line : triangle) {
        System.arraycopy(line, 0, result, at, line.length);
        at += line.length;
      }
    }
    return at;
  }
}
