// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.Arrays;
import java.util.stream.IntStream;
import sparkoptim.jobs.evaluate.HoldoutScores;
import sparkoptim.jobs.evaluate.ModelScores;

/**
 * How a model does on some rows, beside the best constant of the same rows.
 *
 * @param figure the name of the loss: {@code logLoss}, {@code rmse}, or {@code errorRate}
 * @param rows how many
 * @param overConstant how much the mean loss (of numbers the squared error) is above that of the
 *     constant, at least: the lower end of a 95 % interval
 */
public record ServingLoss(String figure, double value, long rows, double overConstant) {
  private static final double ONE_END = 0.975;

  /** Measures the first model of some rows. */
  public static ServingLoss of(HoldoutScores scores) {
    double[] labels = scores.labels();
    ModelScores model = scores.model(0);
    boolean numbers = scores.classes() == 0;
    double[] own =
        model.loss() != null
            ? model.loss()
            : IntStream.range(0, labels.length)
                .mapToDouble(i -> model.prediction()[i] == labels[i] ? 0 : 1)
                .toArray();
    double[] constant = numbers ? squares(labels) : losses(labels, scores.classes(), model);
    RowSet all = RowSet.of(scores.units(), IntStream.range(0, labels.length).toArray());
    double[] ones = new double[labels.length];
    Arrays.fill(ones, 1);
    double mean = PairedMean.of(all, ones, row -> own[row]).estimate();
    IntervalEstimate over = PairedMean.of(all, ones, row -> own[row] - constant[row]);
    String figure = numbers ? "rmse" : model.loss() != null ? "logLoss" : "errorRate";
    return new ServingLoss(
        figure, numbers ? Math.sqrt(mean) : mean, labels.length, over.lower(ONE_END));
  }

  private static double[] squares(double[] labels) {
    double mean = Arrays.stream(labels).average().orElse(0);
    return Arrays.stream(labels).map(label -> (label - mean) * (label - mean)).toArray();
  }

  private static double[] losses(double[] labels, int classes, ModelScores model) {
    double[] shares = new double[classes];
    for (double label : labels) {
      shares[(int) label] += 1.0 / labels.length;
    }
    double most = Arrays.stream(shares).max().orElse(1);
    return Arrays.stream(labels)
        .map(
            label ->
                model.loss() != null
                    ? -StrictMath.log(shares[(int) label])
                    : shares[(int) label] == most ? 0 : 1)
        .toArray();
  }
}
