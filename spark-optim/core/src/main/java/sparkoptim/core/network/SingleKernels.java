// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import dev.ludovic.netlib.blas.BLAS;
import java.util.Arrays;
import sparkoptim.core.data.RowView;

/**
 * {@link Kernels} in single precision on the CPU; losses and sums over micro-batches are double.
 */
final class SingleKernels implements Kernels<float[]> {
  /** Its square times any number above 0 is above 1: a step without a branch taken at random. */
  private static final float HUGE = 0x1p100f;

  private final BLAS blas;
  private double[] row = {};
  private double[] rowSlopes = {};
  private float[] line = {};

  SingleKernels(BLAS blas) {
    this.blas = blas;
  }

  @Override
  public float[] allocate(int length) {
    return new float[length];
  }

  @Override
  public float[] load(double[] parameters, float[] room) {
    float[] copy = room == null ? new float[parameters.length] : room;
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (float) parameters[i];
    }
    return copy;
  }

  @Override
  public void loadRow(RowView row, float[] to, int at) {
    int from = row.from(0);
    int width = row.width();
    if (row.columns == null) {
      for (int j = 0; j < width; j++) {
        to[at + j] = (float) row.values[from + j];
      }
      return;
    }
    Arrays.fill(to, at, at + width, 0);
    for (int i = from; i < row.to(0); i++) {
      to[at + row.columns[i]] = (float) row.values[i];
    }
  }

  @Override
  public float[] begin(double[] sum, float[] room) {
    float[] zeros = room == null ? new float[sum.length] : room;
    Arrays.fill(zeros, 0);
    return zeros;
  }

  @Override
  public void end(float[] gradient, double[] sum) {
    for (int i = 0; i < gradient.length; i++) {
      sum[i] += gradient[i];
    }
  }

  @Override
  public void store(float[] from, double[] to, int at, int length) {
    for (int i = 0; i < length; i++) {
      to[at + i] = from[i];
    }
  }

  /** BLAS has columns first: it is given the transposed product. */
  @Override
  public void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      double beta,
      float[] c,
      int cAt) {
    String opA = transposeA ? "T" : "N";
    String opB = transposeB ? "T" : "N";
    int aWidth = transposeA ? m : k;
    int bWidth = transposeB ? k : n;
    blas.sgemm(opB, opA, n, m, k, 1, b, bAt, bWidth, a, aAt, aWidth, (float) beta, c, cAt, n);
  }

  @Override
  public double sparseShare() {
    return blas == Blas.NATIVE ? Blas.NATIVE_SPARSE : Blas.JAVA_SPARSE;
  }

  @Override
  public float[][] allocateLines(int count, int length) {
    return new float[count][length];
  }

  @Override
  public void transpose(float[] from, int at, int rows, int columns, int[] some, float[][] lines) {
    SparseFloats.transpose(from, at, rows, columns, some, lines);
  }

  @Override
  public void moveTransposed(
      float[][] lines, int rows, int columns, int[] some, float[] to, int at) {
    SparseFloats.moveTransposed(lines, rows, columns, some, to, at);
  }

  @Override
  public void multiply(
      RowView row, int outputs, float[] a, int aAt, float[][] lines, float[] c, int cAt) {
    if (lines == null) {
      SparseFloats.addDots(row, outputs, a, aAt, c, cAt);
      return;
    }
    line = line.length == outputs ? line : new float[outputs];
    System.arraycopy(c, cAt, line, 0, outputs);
    SparseFloats.addLines(row, lines, line);
    System.arraycopy(line, 0, c, cAt, outputs);
  }

  @Override
  public void addOuter(
      RowView row, int outputs, float[] c, int cAt, float[] a, int aAt, float[][] lines) {
    if (lines == null) {
      SparseFloats.scatter(row, outputs, c, cAt, a, aAt);
      return;
    }
    line = line.length == outputs ? line : new float[outputs];
    System.arraycopy(c, cAt, line, 0, outputs);
    SparseFloats.addToLines(row, line, lines);
  }

  @Override
  public void fillRows(float[] from, int at, int rows, int width, float[] matrix) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, at, matrix, row * width, width);
    }
  }

  @Override
  public void addRows(int rows, int width, float[] matrix, float[] to, int at) {
    for (int row = 0; row < rows; row++) {
      int start = row * width;
      for (int j = 0; j < width; j++) {
        to[at + j] += matrix[start + j];
      }
    }
  }

  @Override
  public void activate(Activation activation, int length, float[] values) {
    switch (activation) {
      case RELU -> {
        for (int i = 0; i < length; i++) {
          values[i] = Math.max(values[i], 0);
        }
      }
      case TANH -> {
        for (int i = 0; i < length; i++) {
          values[i] = (float) Activation.tanh(values[i]);
        }
      }
      case SIGMOID -> {
        for (int i = 0; i < length; i++) {
          values[i] = (float) Activation.sigmoid(values[i]);
        }
      }
    }
  }

  @Override
  public void multiplyByDerivative(
      Activation activation, int length, float[] outputs, float[] slopes) {
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
      float[] outputs,
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
      for (int k = 0; k < width; k++) {
        row[k] = outputs[at + k];
      }
      sum += weights[i] * loss.slopes(labels[i], row, rowSlopes);
      double scale = factor * weights[i];
      for (int k = 0; k < width; k++) {
        outputs[at + k] = (float) (scale * rowSlopes[k]);
      }
    }
    return sum;
  }
}
