// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of a classifier. */
final class ClassFigures {
  private final Tally tally;
  private final ClassReading reading;
  private final EvaluationSettings settings;
  private final Samples weight;
  private final Samples right;
  private final Samples[] sums;
  private final ClassTable table;
  private final Ranking ranking;
  private final Calibration calibration;

  private ClassFigures(Tally tally, ClassReading reading, EvaluationSettings settings) {
    int replicates = settings.replicates();
    this.tally = tally;
    this.reading = reading;
    this.settings = settings;
    weight = new Samples(tally.weight().value(), replicates);
    right = new Samples(rightWeight(), replicates);
    sums = new Samples[reading.statistics()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new Samples(tally.sum(i).value(), replicates);
    }
    table = reading.hasTable() ? new ClassTable(tally.kinds(), reading.classes(), settings) : null;
    ranking = reading.isRanked() ? new Ranking(replicates) : null;
    calibration = reading.hasProbability() ? new Calibration(replicates) : null;
  }

  /**
   * Computes figures.
   *
   * @param cells those of the tally, or its units
   */
  static FigureSet of(Tally tally, Cells cells, ClassReading reading, EvaluationSettings settings) {
    var figures = new ClassFigures(tally, reading, settings);
    double[] statistics = new double[reading.statistics()];
    Resampling.visit(
        cells,
        settings,
        (cell, count, weights) -> {
          reading.statistics(cell, statistics);
          figures.add(cell, count, weights, statistics);
        });
    return figures.result();
  }

  private double rightWeight() {
    var sum = new ExactSum();
    tally.kinds().forEach((kind, value) -> sum.add(reading.isRight(kind) ? value : 0));
    return sum.value();
  }

  private void add(Point cell, long count, double[] weights, double[] statistics) {
    weight.add(weights, 1);
    right.add(weights, reading.isRight(cell.kind) ? 1 : 0);
    for (int i = 0; i < sums.length; i++) {
      sums[i].add(weights, statistics[i]);
    }
    if (table != null) {
      table.add(cell, weights);
    }
    if (ranking != null) {
      ranking.add(cell.first, reading.isOne(cell.kind), weights);
    }
    if (calibration != null) {
      boolean two = reading.classes() == 2;
      calibration.add(
          Point.probability(two ? cell.first : cell.third),
          two ? reading.isOne(cell.kind) : reading.isRight(cell.kind),
          count,
          weights);
    }
  }

  private FigureSet result() {
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    estimates.put("accuracy", estimate(right.over(weight)));
    if (reading.hasProbability()) {
      estimates.put("logLoss", estimate(sums[ClassReading.LOG_LOSS].over(weight)));
      estimates.put("brier", estimate(sums[ClassReading.BRIER].over(weight)));
    }
    if (ranking != null) {
      estimates.put("auc", estimate(ranking.auc()));
      estimates.put("prAuc", estimate(ranking.averagePrecision()));
      if (Double.isNaN(ranking.auc()[0])) {
        notes.add("auc is left out: it needs rows of both classes");
      }
    }
    Map<String, Object> tables = new LinkedHashMap<>();
    if (table != null) {
      table.putMeans(estimates);
      tables.put("classes", table.byClass());
      tables.put("confusion", table.confusion());
    } else {
      notes.add("figures of each class are left out: there are " + reading.classes() + " classes");
    }
    if (calibration != null) {
      tables.put("calibration", calibration.table(settings.confidence()));
    }
    return new FigureSet(estimates, tables, ranking == null ? List.of() : ranking.points(), notes);
  }

  private Estimate estimate(double[] values) {
    return Estimate.of(values, settings.confidence());
  }
}
