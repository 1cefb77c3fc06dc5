// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.List;
import java.util.stream.IntStream;

/** A perceptron straight from its formula: row by row, loop by loop, with the JDK's functions. */
record NaivePerceptron(PerceptronCase of) {
  List<Integer> all() {
    return IntStream.range(0, of.rows().size()).boxed().toList();
  }

  /** {@code n / (W |B|) sum_B w_i f_i(x) + q/2 sum of squared weights}. */
  double loss(double[] point, List<Integer> batch) {
    double sum = 0;
    for (int row : batch) {
      double[][] values = forward(row, point);
      sum += of.rows().weights()[row] * rowLoss(row, values[of.layers().count()]);
    }
    double square = 0;
    for (int i = 0; i < point.length; i++) {
      square += penalty(i) * point[i] * point[i];
    }
    return scale(batch) * sum + square / 2;
  }

  /** Gradient of {@link #loss}. */
  double[] gradient(double[] point, List<Integer> batch) {
    double[] gradient = new double[point.length];
    for (int row : batch) {
      addRow(row, point, scale(batch) * of.rows().weights()[row], gradient);
    }
    for (int i = 0; i < point.length; i++) {
      gradient[i] += penalty(i) * point[i];
    }
    return gradient;
  }

  double[] outputs(int row, double[] point) {
    return forward(row, point)[of.layers().count()];
  }

  private double scale(List<Integer> batch) {
    return of.rows().size() / (of.rows().weight() * batch.size());
  }

  private double penalty(int i) {
    int at = 0;
    for (int layer = 0; layer < of.layers().count(); layer++) {
      int weights = of.layers().inputs(layer) * of.layers().outputs(layer);
      if (i >= at && i < at + weights) {
        return of.penalty();
      }
      at += weights + of.layers().outputs(layer);
    }
    return 0;
  }

  private double[][] forward(int row, double[] point) {
    double[][] values = new double[of.layers().count() + 1][];
    values[0] = of.rows().features()[row];
    int at = 0;
    for (int layer = 0; layer < of.layers().count(); layer++) {
      int in = of.layers().inputs(layer);
      int out = of.layers().outputs(layer);
      values[layer + 1] = new double[out];
      for (int o = 0; o < out; o++) {
        double sum = point[at + in * out + o];
        for (int i = 0; i < in; i++) {
          sum += point[at + o * in + i] * values[layer][i];
        }
        boolean hidden = layer + 1 < of.layers().count();
        values[layer + 1][o] = hidden ? apply(of.layers().activations().get(layer), sum) : sum;
      }
      at += (in + 1) * out;
    }
    return values;
  }

  private static double apply(Activation activation, double x) {
    return switch (activation) {
      case RELU -> x > 0 ? x : 0;
      case TANH -> Math.tanh(x);
      case SIGMOID -> 1 / (1 + Math.exp(-x));
    };
  }

  private static double derivative(Activation activation, double y) {
    return switch (activation) {
      case RELU -> y > 0 ? 1 : 0;
      case TANH -> 1 - y * y;
      case SIGMOID -> y * (1 - y);
    };
  }

  private double rowLoss(int row, double[] outputs) {
    double label = of.rows().labels()[row];
    if (of.layers().loss() == OutputLoss.SQUARED) {
      return (outputs[0] - label) * (outputs[0] - label) / 2;
    }
    double total = 0;
    for (double output : outputs) {
      total += Math.exp(output);
    }
    return Math.log(total) - outputs[(int) label];
  }

  private double[] outputSlopes(int row, double[] outputs) {
    double label = of.rows().labels()[row];
    if (of.layers().loss() == OutputLoss.SQUARED) {
      return new double[] {outputs[0] - label};
    }
    double total = 0;
    for (double output : outputs) {
      total += Math.exp(output);
    }
    double[] slopes = new double[outputs.length];
    for (int k = 0; k < slopes.length; k++) {
      slopes[k] = Math.exp(outputs[k]) / total - (k == (int) label ? 1 : 0);
    }
    return slopes;
  }

  private void addRow(int row, double[] point, double scale, double[] gradient) {
    double[][] values = forward(row, point);
    int last = of.layers().count();
    double[] slopes = outputSlopes(row, values[last]);
    int end = point.length;
    for (int layer = last - 1; layer >= 0; layer--) {
      int in = of.layers().inputs(layer);
      int out = of.layers().outputs(layer);
      int at = end - (in + 1) * out;
      double[] below = new double[in];
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < in; i++) {
          gradient[at + o * in + i] += scale * slopes[o] * values[layer][i];
          below[i] += slopes[o] * point[at + o * in + i];
        }
        gradient[at + in * out + o] += scale * slopes[o];
      }
      for (int i = 0; layer > 0 && i < in; i++) {
        below[i] *= derivative(of.layers().activations().get(layer - 1), values[layer][i]);
      }
      slopes = below;
      end = at;
    }
  }
}
