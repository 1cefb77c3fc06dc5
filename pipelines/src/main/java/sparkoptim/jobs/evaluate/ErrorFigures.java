// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The figures of a regression. */
final class ErrorFigures {
  private static final MathContext DIGITS = new MathContext(60);
  private static final double MOST_CUT_OFF = 0.01;

  private final EvaluationSettings settings;
  private final boolean counts;
  private final double mean;
  private final double variation; // sum of squares about the mean
  private final Samples weight;
  private final Samples square;
  private final Samples absolute;
  private final Samples deviance;
  private final Samples fromMean;
  private final Samples fromMeanSquare;
  private double cellsVariation;

  private ErrorFigures(Tally tally, ErrorReading reading, EvaluationSettings settings) {
    this.settings = settings;
    this.counts = reading.counts();
    int replicates = settings.replicates();
    weight = new Samples(tally.weight().value(), replicates);
    square = new Samples(tally.sum(ErrorReading.SQUARE).value(), replicates);
    absolute = new Samples(tally.sum(ErrorReading.ABSOLUTE).value(), replicates);
    deviance = new Samples(tally.sum(ErrorReading.DEVIANCE).value(), replicates);
    BigDecimal labels = tally.sum(ErrorReading.LABEL).exact();
    BigDecimal weights = tally.weight().exact();
    mean = labels.divide(weights, DIGITS).doubleValue();
    variation = variation(tally, labels, weights);
    fromMean = new Samples(0, replicates);
    fromMeanSquare = new Samples(variation, replicates);
  }

  /** Squares of labels far from 0 are alike in all of their digits but the last: none is lost. */
  private static double variation(Tally tally, BigDecimal labels, BigDecimal weights) {
    ExactSum squares = tally.sum(ErrorReading.LABEL_SQUARE);
    return squares.isFinite()
        ? squares
            .exact()
            .add(tally.sum(ErrorReading.LABEL_SQUARE_REST).exact())
            .subtract(labels.multiply(labels).divide(weights, DIGITS))
            .doubleValue()
        : squares.value();
  }

  /**
   * Computes figures.
   *
   * @param cells those of the tally, or its units
   */
  static FigureSet of(Tally tally, Cells cells, ErrorReading reading, EvaluationSettings settings) {
    var figures = new ErrorFigures(tally, reading, settings);
    double[] statistics = new double[reading.statistics()];
    Resampling.visit(
        cells,
        settings,
        (cell, count, weights) -> {
          reading.statistics(cell, statistics);
          figures.add(weights, statistics);
        });
    return figures.result();
  }

  private void add(double[] weights, double[] statistics) {
    double apart = statistics[ErrorReading.LABEL] - mean;
    weight.add(weights, 1);
    square.add(weights, statistics[ErrorReading.SQUARE]);
    absolute.add(weights, statistics[ErrorReading.ABSOLUTE]);
    deviance.add(weights, statistics[ErrorReading.DEVIANCE]);
    fromMean.add(weights, apart);
    fromMeanSquare.add(weights, apart * apart);
    cellsVariation += weights[0] * apart * apart;
  }

  private FigureSet result() {
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    double[] meanSquare = square.over(weight);
    estimates.put("rmse", estimate(r -> Math.sqrt(meanSquare[r])));
    estimates.put("mae", Estimate.of(absolute.over(weight), settings.confidence()));
    Estimate r2 = estimate(this::r2);
    boolean fine = Math.abs(cellsVariation - variation) <= MOST_CUT_OFF * variation;
    estimates.put("r2", fine ? r2 : r2.withoutInterval());
    if (!(variation > 0)) {
      notes.add("r2 is left out: all labels are equal");
    }
    if (counts) {
      estimates.put("poissonDeviance", Estimate.of(deviance.over(weight), settings.confidence()));
    }
    return new FigureSet(estimates, Map.of(), List.of(), notes);
  }

  private double r2(int r) {
    double about = fromMeanSquare.of(r) - fromMean.of(r) * fromMean.of(r) / weight.of(r);
    return about > 0 ? 1 - square.of(r) / about : Double.NaN;
  }

  private Estimate estimate(IntToDoubleFunction ofSample) {
    return Estimate.of(
        IntStream.rangeClosed(0, settings.replicates()).mapToDouble(ofSample).toArray(),
        settings.confidence());
  }
}
