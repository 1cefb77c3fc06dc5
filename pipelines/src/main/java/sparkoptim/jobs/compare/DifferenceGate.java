// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.List;
import java.util.Optional;

/**
 * {@code better(metric, delta)} holds where the candidate is shown to be better by more than delta,
 * {@code not-worse(metric, margin)} where it is shown not to be worse by margin (a test of
 * non-inferiority).
 *
 * @param better which of the two
 */
record DifferenceGate(boolean better, ComparedMetric metric, double amount, Scope scope)
    implements Gate {

  @Override
  public boolean needsOther() {
    return true;
  }

  @Override
  public boolean mustPass() {
    return better;
  }

  @Override
  public Optional<String> slice() {
    return Optional.ofNullable(scope.slice());
  }

  @Override
  public void check(PairedComparison comparison) {
    comparison.check(metric);
  }

  @Override
  public boolean isOfDifferences() {
    return true;
  }

  @Override
  public List<GateVerdict> judge(PairedComparison comparison) {
    comparison.check(metric);
    ComparisonSettings settings = comparison.settings();
    var judgement =
        new Judgement(
            toString(),
            metric.key() + " is worse by",
            better ? settings.oneEnd() : settings.confidence(),
            better ? -amount : amount,
            true);
    return Judgement.each(
        toString(),
        scope.sets(comparison),
        (name, set) -> judgement.of(name, set, comparison.difference(metric, set)));
  }

  @Override
  public String toString() {
    String name = better ? "better" : "not-worse";
    String second = better && amount == 0 ? "" : ", " + amount;
    return name + "(" + metric.key() + second + scope.text() + ")";
  }
}
