// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.Locale;
import java.util.function.DoubleSupplier;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.RoundSample;

/** Rates of two contestants in interleaved rounds. */
final class Rates {
  private static final int WARM_UP = 1;
  private static final int ROUNDS = 5;

  private Rates() {}

  /** Returns the median of the rounds' ratios; the two median rates are its details. */
  static Figure ratio(String name, String unit, DoubleSupplier ours, DoubleSupplier peer) {
    double[] our = new double[ROUNDS];
    double[] other = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      double first = ours.getAsDouble();
      double second = peer.getAsDouble();
      if (round >= 0) {
        our[round] = first;
        other[round] = second;
        ratios[round] = first / second;
      }
    }
    return Figure.ratio(name, new RoundSample(ratios))
        .details(
            String.format(
                Locale.ROOT,
                "%,.1f and %,.1f %s",
                new RoundSample(our).median(),
                new RoundSample(other).median(),
                unit));
  }
}
