// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.SoftmaxCrossEntropy;
import sparkoptim.core.sharded.ShardedProblem;

/** Multinomial logistic regression with intercepts and without penalty; starts at 0. */
record SoftmaxModel() implements Model {

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public ShardedProblem problem(int pixels, int rows, long seed) {
    double rowNorm = 1; // counts in passes of single-row steps only, which no study makes
    return new LinearProblem(
        SoftmaxCrossEntropy.LOSS,
        pixels,
        Digits.CLASSES,
        true,
        rows,
        rows,
        1,
        0,
        rowNorm,
        Penalty.NONE,
        seed);
  }

  @Override
  public double[] start(int pixels, long seed) {
    return new double[(pixels + 1) * Digits.CLASSES];
  }

  @Override
  public double accuracy(double[] point, LabelledImages rows) {
    int pixels = rows.pixels();
    double[] margins = new double[Digits.CLASSES];
    int right = 0;
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(point, pixels * Digits.CLASSES, margins, 0, Digits.CLASSES);
      for (int j = 0; j < pixels; j++) {
        double value = rows.values()[row * pixels + j];
        for (int k = 0; k < Digits.CLASSES; k++) {
          margins[k] += value * point[j * Digits.CLASSES + k];
        }
      }
      right += largest(margins) == rows.labels()[row] ? 1 : 0;
    }
    return (double) right / rows.size();
  }

  /** Returns an upper bound of the curvature of the mean loss: half the rows' mean squared norm. */
  static double smoothness(LabelledImages rows) {
    double sum = rows.size(); // the intercept's ones
    for (double value : rows.values()) {
      sum += value * value;
    }
    return SoftmaxCrossEntropy.LOSS.curvature() * sum / rows.size();
  }

  static int largest(double[] values) {
    int best = 0;
    for (int k = 1; k < values.length; k++) {
      best = values[k] > values[best] ? k : best;
    }
    return best;
  }
}
