// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.List;
import sparkoptim.jobs.evaluate.ModelScores;

/**
 * {@code better-than-constant}: the candidate is shown to be better than the shares of the classes
 * in the training rows; of a regression, than the mean of their labels (by the squared error). It
 * catches models of one class and of labels that are upside down.
 */
record ConstantGate() implements Gate {
  private static final double SMALLEST_SHARE = 1e-15;

  @Override
  public boolean needsOther() {
    return false;
  }

  @Override
  public boolean mustPass() {
    return true;
  }

  @Override
  public List<GateVerdict> judge(PairedComparison comparison) {
    List<Double> shares = comparison.settings().classShares();
    ModelScores model = comparison.candidate();
    double[] labels = comparison.labels();
    boolean numbers = comparison.classes() == 0;
    boolean losses = model.loss() != null;
    double[] constant = new double[labels.length];
    double[] own = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      if (numbers) {
        double error = labels[i] - shares.get(0);
        constant[i] = error * error;
      } else {
        constant[i] = losses ? logLoss(shares, labels[i]) : miss(mostFrequent(shares), labels[i]);
      }
      own[i] = losses ? model.loss()[i] : miss(model.prediction()[i], labels[i]);
    }
    String what =
        (numbers ? "the squared error" : losses ? "logLoss" : "the error rate")
            + " is above that of a constant by";
    RowSet all = comparison.all();
    IntervalEstimate difference =
        PairedMean.of(all, comparison.weights(), row -> own[row] - constant[row]);
    var judgement = new Judgement(toString(), what, comparison.settings().oneEnd(), 0, true);
    return List.of(judgement.of("", all, difference));
  }

  private static double logLoss(List<Double> shares, double label) {
    double share = label < shares.size() ? shares.get((int) label) : 0;
    return -StrictMath.log(Math.max(share, SMALLEST_SHARE));
  }

  private static double mostFrequent(List<Double> shares) {
    int most = 0;
    for (int i = 1; i < shares.size(); i++) {
      most = shares.get(i) > shares.get(most) ? i : most;
    }
    return most;
  }

  private static double miss(double prediction, double label) {
    return prediction == label ? 0 : 1;
  }

  @Override
  public String toString() {
    return "better-than-constant";
  }
}
