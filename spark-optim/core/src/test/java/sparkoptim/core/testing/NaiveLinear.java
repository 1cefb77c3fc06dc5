// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.List;
import java.util.stream.IntStream;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.ScalarLoss;

/** A linear problem straight from its formula, row by row, with the JDK's exp and log. */
public record NaiveLinear(LinearCase of) {
  /** {@code 1/W sum w_i f_i(x) + 1/2 sum q_j x_j^2 + sum l_j |x_j|}. */
  public double loss(double[] point) {
    return loss(point, all());
  }

  /** {@code n / (W |B|) sum_B w_i f_i(x) + 1/2 sum q_j x_j^2 + sum l_j |x_j|}. */
  public double loss(double[] point, List<Integer> batch) {
    double sum = 0;
    for (int row : batch) {
      sum += of.rows().weights()[row] * rowLoss(row, point);
    }
    double[] penalty = penalty();
    double[] l1 = l1();
    double value = 0;
    for (int i = 0; i < point.length; i++) {
      value += penalty[i] * point[i] * point[i] / 2 + l1[i] * Math.abs(point[i]);
    }
    return scale(batch) * sum + value;
  }

  /** Gradient of {@link #loss(double[])} without the L1 penalty. */
  public double[] gradient(double[] point) {
    return gradient(point, all());
  }

  /** Gradient of {@link #loss(double[], List)} without the L1 penalty. */
  public double[] gradient(double[] point, List<Integer> batch) {
    double[] gradient = dataGradient(point, batch);
    double[] penalty = penalty();
    for (int i = 0; i < point.length; i++) {
      gradient[i] += penalty[i] * point[i];
    }
    return gradient;
  }

  /** The gradient without the penalty's. */
  public double[] dataGradient(double[] point, List<Integer> batch) {
    double[] sum = new double[point.length];
    for (int row : batch) {
      double[] slopes = rowSlopes(row, point);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += of.rows().weights()[row] * slopes[i % outputs()] * input(row, i / outputs());
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] *= scale(batch);
    }
    return sum;
  }

  /** Every row. */
  public List<Integer> all() {
    return IntStream.range(0, of.rows().size()).boxed().toList();
  }

  /** Penalty weights per coordinate; the intercepts have none. */
  public double[] penalty() {
    return perCoordinate(of.penalty());
  }

  /** The same of the L1 penalty. */
  public double[] l1() {
    return perCoordinate(of.l1());
  }

  private double[] perCoordinate(double[] weights) {
    double[] penalty = new double[of.point(0).length];
    for (int i = 0; weights != null && i < of.rows().width() * outputs(); i++) {
      penalty[i] = weights[i / outputs()];
    }
    return penalty;
  }

  /** Unweighted loss of a row. */
  public double rowLoss(int row, double[] point) {
    double[] margins = margins(row, point);
    double label = of.rows().labels()[row];
    if (of.loss() instanceof ScalarLoss loss) {
      return of.loss() instanceof LogisticLoss
          ? Math.log(1 + Math.exp(label > 0 ? -margins[0] : margins[0]))
          : loss.value(label, margins[0]);
    }
    double total = 0;
    for (double margin : margins) {
      total += Math.exp(margin);
    }
    return Math.log(total) - margins[(int) label];
  }

  /** Derivatives of a row's unweighted loss along its margins. */
  public double[] rowSlopes(int row, double[] point) {
    double[] margins = margins(row, point);
    double label = of.rows().labels()[row];
    if (of.loss() instanceof ScalarLoss loss) {
      double slope =
          of.loss() instanceof LogisticLoss
              ? 1 / (1 + Math.exp(-margins[0])) - label
              : loss.slope(label, margins[0]);
      return new double[] {slope};
    }
    double total = 0;
    for (double margin : margins) {
      total += Math.exp(margin);
    }
    double[] slopes = new double[margins.length];
    for (int k = 0; k < slopes.length; k++) {
      slopes[k] = Math.exp(margins[k]) / total - (k == (int) label ? 1 : 0);
    }
    return slopes;
  }

  /** A row's feature, or the intercept's 1 after the last one. */
  public double input(int row, int column) {
    return column < of.rows().width() ? of.rows().features()[row][column] : 1;
  }

  private double[] margins(int row, double[] point) {
    double[] margins = new double[outputs()];
    for (int i = 0; i < point.length; i++) {
      margins[i % outputs()] += point[i] * input(row, i / outputs());
    }
    return margins;
  }

  private double scale(List<Integer> batch) {
    return of.rows().size() / (of.rows().weight() * batch.size());
  }

  private int outputs() {
    return of.outputs();
  }
}
