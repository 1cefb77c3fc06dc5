// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.Schedule;

/**
 * BigDL's {@code learningRateDecay}: {@code rate / (1 + decay step)}.
 *
 * @param rate at step 0
 * @param decay finite and >= 0
 */
public record InverseTime(double rate, double decay) implements Schedule {
  /** Checks the decay. */
  public InverseTime {
    if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("learningRateDecay must be finite and >= 0, was " + decay);
    }
  }

  @Override
  public double at(long count, long total) {
    return rate / (1 + decay * count);
  }
}
