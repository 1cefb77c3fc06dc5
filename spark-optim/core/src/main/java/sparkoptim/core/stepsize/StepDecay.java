// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * Falls by a factor at regular intervals: {@code value * factor^floor(count / every)}.
 *
 * @param value at the first count, finite and >= 0
 * @param factor in (0, 1]
 * @param every counts from one fall to the next, at least 1
 */
public record StepDecay(double value, double factor, long every, Per per) implements Schedule {
  /** From 0.1, a tenth every 30 epochs. */
  public static final StepDecay DEFAULT = new StepDecay(0.1, 0.1, 30, Per.EPOCH);

  public StepDecay {
    Settings.notNegative("step", "value", value);
    Settings.check(factor > 0 && factor <= 1, "step", "factor", "in (0, 1]", factor);
    Settings.check(every >= 1, "step", "every", ">= 1", every);
    Settings.required("step", "per", per);
  }

  @Override
  public double at(long count, long total) {
    long falls = count / every;
    return value * RunFraction.power(factor, (double) falls);
  }
}
