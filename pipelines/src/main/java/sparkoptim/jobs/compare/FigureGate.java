// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.List;
import java.util.Optional;

/**
 * {@code at-least(metric, x)} and {@code at-most(metric, x)}: of the candidate alone.
 *
 * @param least which of the two
 */
record FigureGate(boolean least, ComparedMetric metric, double limit, Scope scope) implements Gate {

  @Override
  public boolean needsOther() {
    return false;
  }

  @Override
  public boolean mustPass() {
    return true;
  }

  @Override
  public Optional<String> slice() {
    return Optional.ofNullable(scope.slice());
  }

  @Override
  public List<GateVerdict> judge(PairedComparison comparison) {
    comparison.check(metric);
    var judgement =
        new Judgement(toString(), metric.key(), comparison.settings().confidence(), limit, !least);
    return Judgement.each(
        toString(),
        scope.sets(comparison),
        (name, set) -> judgement.of(name, set, comparison.figure(metric, set)));
  }

  @Override
  public String toString() {
    return (least ? "at-least(" : "at-most(") + metric.key() + ", " + limit + scope.text() + ")";
  }
}
