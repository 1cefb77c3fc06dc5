// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import sparkoptim.jobs.evaluate.HoldoutScores;
import sparkoptim.jobs.evaluate.ModelScores;

/** Rows with drawn labels, and models that are off the true probabilities by noise. */
final class Nights {
  private final Random random;
  private final double[] truth;
  private final double[] labels;

  Nights(long seed, int rows) {
    random = new Random(seed);
    truth = IntStream.range(0, rows).mapToDouble(i -> 2 * random.nextGaussian()).toArray();
    labels =
        IntStream.range(0, rows)
            .mapToDouble(i -> random.nextDouble() < probability(truth[i]) ? 1 : 0)
            .toArray();
  }

  /** Returns a model whose log odds have this noise, and are moved up. */
  ModelScores model(double noise, double shift) {
    double[] odds =
        IntStream.range(0, labels.length)
            .mapToDouble(i -> truth[i] + noise * random.nextGaussian() + shift)
            .toArray();
    return of(odds, labels);
  }

  /** Returns the true probabilities turned around. */
  ModelScores flipped() {
    return of(IntStream.range(0, labels.length).mapToDouble(i -> -truth[i]).toArray(), labels);
  }

  private static ModelScores of(double[] odds, double[] labels) {
    int n = odds.length;
    double[] prediction = new double[n];
    double[] loss = new double[n];
    double[] brier = new double[n];
    double[] score = new double[n];
    for (int i = 0; i < n; i++) {
      double p = probability(odds[i]);
      score[i] = p;
      prediction[i] = p > 0.5 ? 1 : 0;
      loss[i] = -Math.log(labels[i] == 1 ? p : 1 - p);
      brier[i] = (p - labels[i]) * (p - labels[i]);
    }
    return new ModelScores(prediction, loss, brier, score);
  }

  private static double probability(double odds) {
    return 1 / (1 + Math.exp(-odds));
  }

  HoldoutScores rows(ModelScores... models) {
    return repeated(1, models);
  }

  /** Returns each row several times, as rows of one unit. */
  HoldoutScores repeated(int times, ModelScores... models) {
    int n = labels.length * times;
    long[] units = IntStream.range(0, n).mapToLong(i -> i / times).toArray();
    List<ModelScores> all = new ArrayList<>();
    for (ModelScores model : models) {
      all.add(
          new ModelScores(
              repeated(model.prediction(), times),
              repeated(model.loss(), times),
              repeated(model.secondLoss(), times),
              repeated(model.score(), times)));
    }
    double[] weights = IntStream.range(0, n).mapToDouble(i -> 1).toArray();
    return HoldoutScores.ofNumbers(2, units, repeated(labels, times), weights, all);
  }

  private static double[] repeated(double[] values, int times) {
    return IntStream.range(0, values.length * times).mapToDouble(i -> values[i / times]).toArray();
  }

  static ComparisonSettings settings() {
    return new ComparisonSettings(0.95, 1_000, 1, 100, List.of(0.5, 0.5), List.of(2.0, 1.0));
  }
}
