// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sparkoptim.jobs.evaluate.HoldoutScores;
import sparkoptim.jobs.evaluate.ModelScores;

/**
 * Two models on the same rows, or one against a constant. Both models are fixed and the rows are
 * the sample, so a difference is measured row by row: its interval is several times narrower than
 * that of two figures apart.
 */
public final class PairedComparison {
  /** A comparison of the candidate with nothing. */
  public static final int NONE = -1;

  private final HoldoutScores rows;
  private final ComparisonSettings settings;
  private final ModelScores candidate;
  private final ModelScores other;
  private final double[] labels;
  private final double[] weights;
  private final long[] units;
  private final Bootstrap bootstrap;
  private final Map<ModelScores, int[]> orders = new LinkedHashMap<>();

  /**
   * @param candidate which of the rows' models is on trial
   * @param other which one serves; {@link #NONE} for none
   */
  public PairedComparison(
      HoldoutScores rows, int candidate, int other, ComparisonSettings settings) {
    this.rows = rows;
    this.settings = settings;
    this.candidate = rows.model(candidate);
    this.other = other == NONE ? null : rows.model(other);
    this.labels = rows.labels();
    this.weights = rows.weights();
    this.units = rows.units();
    this.bootstrap = new Bootstrap(units, weights, settings.replicates(), settings.seed());
  }

  ComparisonSettings settings() {
    return settings;
  }

  boolean hasOther() {
    return other != null;
  }

  int classes() {
    return rows.classes();
  }

  ModelScores candidate() {
    return candidate;
  }

  ModelScores other() {
    return other;
  }

  double[] labels() {
    return labels;
  }

  double[] weights() {
    return weights;
  }

  /** Returns all rows. */
  RowSet all() {
    return RowSet.of(units, IntStream.range(0, rows.size()).toArray());
  }

  /** Returns some of the rows. */
  RowSet where(IntPredicate predicate) {
    return RowSet.of(units, IntStream.range(0, rows.size()).filter(predicate).toArray());
  }

  /**
   * Returns the rows of every value of a slice that has enough of them, by the name of the value.
   *
   * @param name of a slice; null for all slices
   */
  Map<String, RowSet> slices(String name) {
    Map<String, RowSet> sets = new TreeMap<>();
    for (int i = 0; i < rows.sliceNames().size(); i++) {
      String slice = rows.sliceNames().get(i);
      if (name == null || name.equals(slice)) {
        String[] values = rows.slice(i);
        IntStream.range(0, values.length)
            .boxed()
            .collect(Collectors.groupingBy(row -> String.valueOf(values[row])))
            .forEach((value, of) -> sets.put(slice + " = " + value, set(of)));
      }
    }
    sets.values().removeIf(set -> set.size() < settings.sliceRows());
    return sets;
  }

  private RowSet set(List<Integer> places) {
    return RowSet.of(units, places.stream().mapToInt(i -> i).toArray());
  }

  /**
   * Checks that the models have a metric.
   *
   * @throws IllegalArgumentException saying what the metric needs
   */
  void check(ComparedMetric metric) {
    boolean has =
        switch (metric.kind()) {
          case CLASSES -> classes() > 0;
          case TWO_CLASSES -> classes() == 2;
          case PROBABILITIES -> classes() > 0 && rows.hasLosses();
          case RANKING -> classes() == 2 && rows.hasLosses();
          case NUMBERS -> classes() == 0;
        };
    if (!has) {
      throw new IllegalArgumentException(
          metric.key() + " needs " + metric.kind().words() + ", which these models do not give");
    }
  }

  /** Returns the metric of the candidate. */
  IntervalEstimate figure(ComparedMetric metric, RowSet set) {
    return metric.isMean()
        ? PairedMean.of(set, weights, row -> sign(metric) * loss(metric, candidate, row))
        : bootstrap.of(set, w -> figure(metric, candidate, w));
  }

  /** Returns how much worse the candidate is than the other model; negative if it is better. */
  IntervalEstimate difference(ComparedMetric metric, RowSet set) {
    if (metric.isMean()) {
      double[] losses = losses(metric, candidate);
      double[] others = losses(metric, other);
      return PairedMean.of(set, weights, row -> losses[row] - others[row]);
    }
    double sign = metric.largerIsBetter() ? -1 : 1;
    return bootstrap.of(set, w -> sign * (figure(metric, candidate, w) - figure(metric, other, w)));
  }

  private double[] losses(ComparedMetric metric, ModelScores model) {
    return IntStream.range(0, labels.length)
        .mapToDouble(row -> loss(metric, model, row) + (metric == ComparedMetric.ACCURACY ? 1 : 0))
        .toArray();
  }

  /** A mean metric of a row such that larger is worse: of accuracy, minus the hit. */
  private double loss(ComparedMetric metric, ModelScores model, int row) {
    return switch (metric) {
      case LOG_LOSS -> model.loss()[row];
      case BRIER, MAE -> model.secondLoss()[row];
      case ACCURACY -> model.prediction()[row] == labels[row] ? -1 : 0;
      default -> throw new IllegalArgumentException(metric + " is no mean");
    };
  }

  private static double sign(ComparedMetric metric) {
    return metric.largerIsBetter() ? -1 : 1;
  }

  private double figure(ComparedMetric metric, ModelScores model, double[] w) {
    int[] order = metric == ComparedMetric.AUC ? order(model) : null;
    return BootstrappedMetrics.of(metric, model, labels, order, w);
  }

  private synchronized int[] order(ModelScores model) {
    return orders.computeIfAbsent(model, scored -> BootstrappedMetrics.order(scored.score()));
  }
}
