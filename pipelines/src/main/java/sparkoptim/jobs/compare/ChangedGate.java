// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.List;

/** {@code changed(x)}: at most the share x of the rows gets another class than before. */
record ChangedGate(double most) implements Gate {

  @Override
  public boolean needsOther() {
    return true;
  }

  @Override
  public boolean mustPass() {
    return false;
  }

  @Override
  public List<GateVerdict> judge(PairedComparison comparison) {
    comparison.check(ComparedMetric.ACCURACY);
    double[] mine = comparison.candidate().prediction();
    double[] others = comparison.other().prediction();
    RowSet all = comparison.all();
    IntervalEstimate share =
        PairedMean.of(all, comparison.weights(), row -> mine[row] == others[row] ? 0 : 1);
    var judgement =
        new Judgement(
            toString(),
            "the share of changed predictions",
            comparison.settings().confidence(),
            most,
            true);
    return List.of(judgement.of("", all, share));
  }

  @Override
  public String toString() {
    return "changed(" + most + ")";
  }
}
