// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import java.util.List;
import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * Falls by a factor at given counts: {@code value * factor^n}, n the number of milestones that are
 * {@code <= count}.
 *
 * @param value before the first milestone, finite and >= 0
 * @param factor in (0, 1]
 * @param milestones counts, >= 1 and rising; none keeps the value
 */
public record MultiStep(double value, double factor, List<Long> milestones, Per per)
    implements Schedule {
  /** Starts at 0.1 and falls to a tenth at epochs 30, 60 and 90. */
  public static final MultiStep DEFAULT =
      new MultiStep(0.1, 0.1, List.of(30L, 60L, 90L), Per.EPOCH);

  public MultiStep {
    Settings.notNegative("multi-step", "value", value);
    Settings.check(factor > 0 && factor <= 1, "multi-step", "factor", "in (0, 1]", factor);
    Settings.required("multi-step", "milestones", milestones);
    milestones = List.copyOf(milestones);
    long last = 0;
    for (long milestone : milestones) {
      Settings.check(milestone > last, "multi-step", "milestones", ">= 1 and rising", milestones);
      last = milestone;
    }
    Settings.required("multi-step", "per", per);
  }

  @Override
  public double at(long count, long total) {
    int passed = 0;
    while (passed < milestones.size() && milestones.get(passed) <= count) {
      passed++;
    }
    return value * RunFraction.power(factor, passed);
  }
}
