// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import dev.ludovic.netlib.blas.BLAS;
import java.util.Arrays;
import sparkoptim.core.data.RowView;

/** {@link Kernels} in double on the CPU. */
final class DoubleKernels implements Kernels<double[]> {
  /** Its square times any number above 0 is above 1: a step without a branch taken at random. */
  private static final double HUGE = 0x1p600;

  private final BLAS blas;
  private double[] row = {};
  private double[] rowSlopes = {};
  private double[] line = {};

  DoubleKernels(BLAS blas) {
    this.blas = blas;
  }

  @Override
  public double[] allocate(int length) {
    return new double[length];
  }

  @Override
  public double[] load(double[] parameters, double[] room) {
    return parameters;
  }

  @Override
  public void loadRow(RowView row, double[] to, int at) {
    int from = row.from(0);
    int width = row.width();
    if (row.columns == null) {
      System.arraycopy(row.values, from, to, at, width);
      return;
    }
    Arrays.fill(to, at, at + width, 0);
    for (int i = from; i < row.to(0); i++) {
      to[at + row.columns[i]] = row.values[i];
    }
  }

  @Override
  public double[] begin(double[] sum, double[] room) {
    return sum;
  }

  @Override
  public void end(double[] gradient, double[] sum) {}

  @Override
  public void store(double[] from, double[] to, int at, int length) {
    System.arraycopy(from, 0, to, at, length);
  }

  /** BLAS has columns first: it is given the transposed product. */
  @Override
  public void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      double[] a,
      int aAt,
      double[] b,
      int bAt,
      double beta,
      double[] c,
      int cAt) {
    String opA = transposeA ? "T" : "N";
    String opB = transposeB ? "T" : "N";
    int aWidth = transposeA ? m : k;
    int bWidth = transposeB ? k : n;
    blas.dgemm(opB, opA, n, m, k, 1, b, bAt, bWidth, a, aAt, aWidth, beta, c, cAt, n);
  }

  @Override
  public double sparseShare() {
    return blas == Blas.NATIVE ? Blas.NATIVE_SPARSE : Blas.JAVA_SPARSE;
  }

  @Override
  public double[][] allocateLines(int count, int length) {
    return new double[count][length];
  }

  @Override
  public void transpose(
      double[] from, int at, int rows, int columns, int[] some, double[][] lines) {
    SparseDoubles.transpose(from, at, rows, columns, some, lines);
  }

  @Override
  public void moveTransposed(
      double[][] lines, int rows, int columns, int[] some, double[] to, int at) {
    SparseDoubles.moveTransposed(lines, rows, columns, some, to, at);
  }

  @Override
  public void multiply(
      RowView row, int outputs, double[] a, int aAt, double[][] lines, double[] c, int cAt) {
    if (lines == null) {
      SparseDoubles.addDots(row, outputs, a, aAt, c, cAt);
      return;
    }
    line = line.length == outputs ? line : new double[outputs];
    System.arraycopy(c, cAt, line, 0, outputs);
    SparseDoubles.addLines(row, lines, line);
    System.arraycopy(line, 0, c, cAt, outputs);
  }

  @Override
  public void addOuter(
      RowView row, int outputs, double[] c, int cAt, double[] a, int aAt, double[][] lines) {
    if (lines == null) {
      SparseDoubles.scatter(row, outputs, c, cAt, a, aAt);
      return;
    }
    line = line.length == outputs ? line : new double[outputs];
    System.arraycopy(c, cAt, line, 0, outputs);
    SparseDoubles.addToLines(row, line, lines);
  }

  @Override
  public void fillRows(double[] from, int at, int rows, int width, double[] matrix) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, at, matrix, row * width, width);
    }
  }

  @Override
  public void addRows(int rows, int width, double[] matrix, double[] to, int at) {
    for (int row = 0; row < rows; row++) {
      int start = row * width;
      for (int j = 0; j < width; j++) {
        to[at + j] += matrix[start + j];
      }
    }
  }

  @Override
  public void activate(Activation activation, int length, double[] values) {
    switch (activation) {
      case RELU -> {
        for (int i = 0; i < length; i++) {
          values[i] = Math.max(values[i], 0);
        }
      }
      case TANH -> {
        for (int i = 0; i < length; i++) {
          values[i] = Activation.tanh(values[i]);
        }
      }
      case SIGMOID -> {
        for (int i = 0; i < length; i++) {
          values[i] = Activation.sigmoid(values[i]);
        }
      }
    }
  }

  @Override
  public void multiplyByDerivative(
      Activation activation, int length, double[] outputs, double[] slopes) {
    switch (activation) {
      case RELU -> {
        for (int i = 0; i < length; i++) {
          slopes[i] *= Math.min(1, outputs[i] * HUGE * HUGE);
        }
      }
      case TANH -> {
        for (int i = 0; i < length; i++) {
          slopes[i] *= 1 - outputs[i] * outputs[i];
        }
      }
      case SIGMOID -> {
        for (int i = 0; i < length; i++) {
          slopes[i] *= outputs[i] * (1 - outputs[i]);
        }
      }
    }
  }

  @Override
  public double slopes(
      OutputLoss loss,
      int rows,
      int width,
      double[] outputs,
      double[] labels,
      double[] weights,
      double factor) {
    if (row.length != width) {
      row = new double[width];
      rowSlopes = new double[width];
    }
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      int at = i * width;
      System.arraycopy(outputs, at, row, 0, width);
      sum += weights[i] * loss.slopes(labels[i], row, rowSlopes);
      double scale = factor * weights[i];
      for (int k = 0; k < width; k++) {
        outputs[at + k] = scale * rowSlopes[k];
      }
    }
    return sum;
  }
}
