// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One method with several settings. The best setting is chosen by runs with seeds of their own, so
 * that a method that is shown at its best is not flattered by the seeds that chose it.
 *
 * @param tuning the runs that choose
 * @param runs the runs that are shown
 */
record Search(List<Runs> tuning, List<Runs> runs) {
  /** Returns the runs of the setting with the lowest mean training loss, where none diverged. */
  Runs lowestLoss() {
    return best(tried -> -tried.loss().mean(), tried -> tried.loss().diverged());
  }

  /** Returns the runs of the setting with the highest mean held-out accuracy. */
  Runs highestAccuracy() {
    return best(tried -> tried.accuracy().mean(), tried -> tried.accuracy().diverged());
  }

  /** Returns the runs of a setting. */
  Runs at(double setting) {
    return runs.stream().filter(of -> of.setting() == setting).findFirst().orElseThrow();
  }

  /** Returns the runs of the setting of that number. */
  Runs get(int number) {
    return runs.get(number);
  }

  private Runs best(ToDoubleFunction<Runs> score, ToDoubleFunction<Runs> diverged) {
    Comparator<Runs> fewest = Comparator.comparingDouble(tried -> -diverged.applyAsDouble(tried));
    Runs best = tuning.stream().max(fewest.thenComparingDouble(score)).orElseThrow();
    return at(best.setting());
  }
}
