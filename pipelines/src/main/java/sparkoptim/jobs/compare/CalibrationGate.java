// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sparkoptim.jobs.evaluate.ModelScores;

/**
 * {@code calibration(e)}: the mean predicted probability is within e of the observed share, in all
 * rows and in each tenth of the probabilities that has enough of them, and no further from it than
 * the other model's by e. Of more than two classes the probability is that of the predicted class.
 *
 * <p>The intervals of one model hold together (Bonferroni), as ten bins of few rows would hold back
 * a good model every other night.
 */
record CalibrationGate(double tolerance) implements Gate {
  private static final int BINS = 10;
  private static final int LEAST_ROWS = 100;

  @Override
  public boolean needsOther() {
    return false;
  }

  @Override
  public boolean mustPass() {
    return false;
  }

  @Override
  public List<GateVerdict> judge(PairedComparison comparison) {
    comparison.check(ComparedMetric.LOG_LOSS);
    double[] gaps = gaps(comparison, comparison.candidate());
    List<GateVerdict> verdicts = new ArrayList<>();
    List<RowSet> sets = new ArrayList<>(List.of(comparison.all()));
    List<String> names = new ArrayList<>(List.of(""));
    double[] scores = comparison.candidate().score();
    for (int bin = 0; bin < BINS; bin++) {
      int number = bin;
      RowSet set = comparison.where(row -> bin(scores[row]) == number);
      if (set.size() >= LEAST_ROWS) {
        sets.add(set);
        names.add(
            String.format(Locale.ROOT, "probability %.1f to %.1f", bin * 0.1, bin * 0.1 + 0.1));
      }
    }
    double alone = 1 - comparison.settings().confidence();
    double confidence = 1 - alone / (2 * sets.size()); // a gap may be on either side
    for (int i = 0; i < sets.size(); i++) {
      IntervalEstimate gap = PairedMean.of(sets.get(i), comparison.weights(), row -> gaps[row]);
      verdicts.add(judged(confidence, "the gap of calibration is", names.get(i), sets.get(i), gap));
    }
    if (comparison.hasOther()) {
      verdicts.add(againstOther(comparison, gaps));
    }
    return verdicts;
  }

  private GateVerdict againstOther(PairedComparison comparison, double[] gaps) {
    RowSet all = comparison.all();
    double[] others = gaps(comparison, comparison.other());
    double mine = PairedMean.of(all, comparison.weights(), row -> gaps[row]).estimate();
    double theirs = PairedMean.of(all, comparison.weights(), row -> others[row]).estimate();
    double sign = Math.signum(mine);
    double otherSign = Math.signum(theirs);
    IntervalEstimate worse =
        PairedMean.of(all, comparison.weights(), row -> sign * gaps[row] - otherSign * others[row]);
    return new Judgement(
            toString(),
            "the gap of calibration exceeds the other model's by",
            comparison.settings().confidence(),
            tolerance,
            true)
        .of("", all, worse);
  }

  /** The size of a gap: its bounds are those of the gap, turned to the side it is on. */
  private GateVerdict judged(
      double confidence, String what, String name, RowSet set, IntervalEstimate gap) {
    IntervalEstimate size = IntervalEstimate.normal(Math.abs(gap.estimate()), gap.standardError());
    return new Judgement(toString(), what, confidence, tolerance, true).of(name, set, size);
  }

  private static int bin(double probability) {
    return Math.min((int) (probability * BINS), BINS - 1);
  }

  private static double[] gaps(PairedComparison comparison, ModelScores model) {
    boolean two = comparison.classes() == 2;
    double[] labels = comparison.labels();
    double[] gaps = new double[labels.length];
    for (int i = 0; i < gaps.length; i++) {
      boolean happened = two ? labels[i] == 1 : model.prediction()[i] == labels[i];
      gaps[i] = model.score()[i] - (happened ? 1 : 0);
    }
    return gaps;
  }

  @Override
  public String toString() {
    return "calibration(" + tolerance + ")";
  }
}
