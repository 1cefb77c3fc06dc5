// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

/**
 * The least objective of a small logistic regression by damped Newton steps with the exact Hessian:
 * a slow twin that shares no code with the library.
 */
public final class NewtonOptimum {
  private NewtonOptimum() {}

  /**
   * Returns the least value of {@code sum w loss / sum w + 1/2 sum q x^2}.
   *
   * @param inputs rows; a constant column is the intercept
   * @param penalty q of each column
   */
  public static double of(double[][] inputs, double[] labels, double[] weights, double[] penalty) {
    double[] x = new double[penalty.length];
    double value = value(inputs, labels, weights, penalty, x);
    for (int iteration = 0; iteration < 200; iteration++) {
      double[] step = step(inputs, labels, weights, penalty, x);
      double length = 1;
      double next = Double.NaN;
      double[] trial = x;
      while (length > 1e-12 && !(next < value)) {
        trial = x.clone();
        for (int j = 0; j < x.length; j++) {
          trial[j] -= length * step[j];
        }
        next = value(inputs, labels, weights, penalty, trial);
        length /= 2;
      }
      if (!(next < value)) {
        break;
      }
      boolean done = value - next <= 1e-15 * value;
      x = trial;
      value = next;
      if (done) {
        break;
      }
    }
    return value;
  }

  /** Returns the objective at a point. */
  public static double value(
      double[][] inputs, double[] labels, double[] weights, double[] penalty, double[] x) {
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < inputs.length; i++) {
      double wrong = (labels[i] > 0 ? -1 : 1) * margin(inputs[i], x);
      sum += weights[i] * (Math.max(0, wrong) + Math.log1p(Math.exp(-Math.abs(wrong))));
      weight += weights[i];
    }
    double value = sum / weight;
    for (int j = 0; j < x.length; j++) {
      value += penalty[j] * x[j] * x[j] / 2;
    }
    return value;
  }

  private static double margin(double[] row, double[] x) {
    double margin = 0;
    for (int j = 0; j < x.length; j++) {
      margin += row[j] * x[j];
    }
    return margin;
  }

  /** Solves Hessian times step = gradient by elimination with pivots. */
  private static double[] step(
      double[][] inputs, double[] labels, double[] weights, double[] penalty, double[] x) {
    int d = x.length;
    double[][] system = new double[d][d + 1];
    double weight = 0;
    for (int i = 0; i < inputs.length; i++) {
      double probability = 1 / (1 + Math.exp(-margin(inputs[i], x)));
      for (int j = 0; j < d; j++) {
        for (int k = 0; k < d; k++) {
          double curvature = weights[i] * probability * (1 - probability);
          system[j][k] += curvature * inputs[i][j] * inputs[i][k];
        }
        system[j][d] += weights[i] * (probability - labels[i]) * inputs[i][j];
      }
      weight += weights[i];
    }
    for (int j = 0; j < d; j++) {
      for (int k = 0; k <= d; k++) {
        system[j][k] /= weight;
      }
      system[j][j] += penalty[j];
      system[j][d] += penalty[j] * x[j];
    }
    return solve(system);
  }

  private static double[] solve(double[][] system) {
    int d = system.length;
    for (int j = 0; j < d; j++) {
      int pivot = j;
      for (int i = j; i < d; i++) {
        pivot = Math.abs(system[i][j]) > Math.abs(system[pivot][j]) ? i : pivot;
      }
      double[] row = system[pivot];
      system[pivot] = system[j];
      system[j] = row;
      for (int i = 0; i < d; i++) {
        if (i != j) {
          double factor = system[i][j] / row[j];
          for (int k = j; k <= d; k++) {
            system[i][k] -= factor * row[k];
          }
        }
      }
    }
    double[] solution = new double[d];
    for (int j = 0; j < d; j++) {
      solution[j] = system[j][d] / system[j][j];
    }
    return solution;
  }
}
