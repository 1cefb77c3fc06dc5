// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.Comparator;
import java.util.stream.IntStream;
import sparkoptim.jobs.evaluate.ModelScores;

/** The metrics that are no means over rows, from weights of rows. */
final class BootstrappedMetrics {
  private BootstrappedMetrics() {}

  static double of(
      ComparedMetric metric, ModelScores model, double[] labels, int[] order, double[] w) {
    return switch (metric) {
      case AUC -> auc(model.score(), labels, order, w);
      case F1 -> f1(model.prediction(), labels, w);
      case RMSE -> Math.sqrt(squaredError(model.loss(), w) / sum(w));
      case R2 -> r2(model.loss(), labels, w);
      default -> throw new IllegalArgumentException(metric + " is a mean");
    };
  }

  /** Returns the places of rows with rising scores, as the area under the curve needs them. */
  static int[] order(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> scores[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  /** Returns the share of pairs of both classes that are in order; ties count half. */
  private static double auc(double[] scores, double[] labels, int[] order, double[] w) {
    double pairs = 0;
    double negatives = 0;
    double positives = 0;
    int i = 0;
    while (i < order.length) {
      double tiedPositives = 0;
      double tiedNegatives = 0;
      double score = scores[order[i]];
      for (; i < order.length && scores[order[i]] == score; i++) {
        if (labels[order[i]] == 1) {
          tiedPositives += w[order[i]];
        } else {
          tiedNegatives += w[order[i]];
        }
      }
      pairs += tiedPositives * (negatives + tiedNegatives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
    }
    return pairs / (positives * negatives);
  }

  private static double f1(double[] predictions, double[] labels, double[] w) {
    double right = 0;
    double either = 0;
    for (int i = 0; i < w.length; i++) {
      right += predictions[i] == 1 && labels[i] == 1 ? w[i] : 0;
      either += (predictions[i] == 1 ? w[i] : 0) + (labels[i] == 1 ? w[i] : 0);
    }
    return 2 * right / either;
  }

  private static double squaredError(double[] squares, double[] w) {
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      sum += w[i] * squares[i];
    }
    return sum;
  }

  private static double r2(double[] squares, double[] labels, double[] w) {
    double mean = 0;
    for (int i = 0; i < w.length; i++) {
      mean += w[i] * labels[i];
    }
    mean /= sum(w);
    double total = 0;
    for (int i = 0; i < w.length; i++) {
      total += w[i] * (labels[i] - mean) * (labels[i] - mean);
    }
    return 1 - squaredError(squares, w) / total;
  }

  private static double sum(double[] w) {
    double sum = 0;
    for (double weight : w) {
      sum += weight;
    }
    return sum;
  }
}
