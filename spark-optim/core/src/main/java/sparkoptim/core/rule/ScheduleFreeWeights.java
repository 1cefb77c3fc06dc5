// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.DivergedException;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.Stateful;

/**
 * Warm-up and averaging weights of the Schedule-Free rules: {@code c = w_k / (w_0 + ... + w_k)}
 * with {@code w_k = (k+1)^countPower peak^ratePower}, peak the largest step size so far.
 */
final class ScheduleFreeWeights implements Stateful {
  private final long warmup;
  private final double countPower;
  private final double ratePower;
  private long count;
  private double peak;
  private double sum;

  ScheduleFreeWeights(long warmup, double countPower, double ratePower) {
    this.warmup = warmup;
    this.countPower = countPower;
    this.ratePower = ratePower;
  }

  /** Checks the settings of the rule of that name. */
  static void check(String name, long warmup, double countPower, double ratePower) {
    if (warmup < 0) {
      throw new IllegalArgumentException(name + ": warmup must be >= 0 steps, was " + warmup);
    }
    check(name, "countPower", countPower);
    check(name, "ratePower", ratePower);
  }

  private static void check(String name, String setting, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: %s must be finite and >= 0, was %s".formatted(name, setting, value));
    }
  }

  /**
   * Returns the step size of the coming step: from {@code eta / warmup} up to eta in warmup steps.
   */
  double rate(double eta) {
    return count < warmup ? eta * ((count + 1.0) / warmup) : eta;
  }

  /**
   * Counts a step and returns its c; 0 while all step sizes were 0 and ratePower is not.
   *
   * @param rate step size of the step, warmed up
   */
  double next(long step, double rate) {
    count++;
    peak = Math.max(peak, rate);
    double weight = StrictMath.pow((double) count, countPower) * StrictMath.pow(peak, ratePower);
    sum += weight;
    if (!Double.isFinite(sum)) {
      throw new DivergedException(step, "the sum of the averaging weights", sum);
    }
    return sum > 0 ? weight / sum : 0;
  }

  @Override
  public void fields(StateVisitor fields) {
    count = fields.count("count", count);
    peak = fields.number("peak", peak);
    sum = fields.number("sum", sum);
  }
}
