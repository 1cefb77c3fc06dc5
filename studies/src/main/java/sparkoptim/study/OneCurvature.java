// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Arrays;
import java.util.List;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.trajectory.AverageWeights;
import sparkoptim.core.trajectory.EquivalentSchedule;

/**
 * The model in which averages and schedules are the same: a coordinate that each step moves a share
 * of the way to the centre of a random mini-batch.
 */
final class OneCurvature {
  private static final int STEPS = 400;
  private static final double SHARE = 0.1;
  private static final double START = 3;
  private static final double ROUNDING = 1e-12;

  private final double[] centres = new double[STEPS];

  OneCurvature(long seed) {
    int range = 1 << 20;
    Arrays.setAll(centres, step -> 2.0 * CounterRandom.below(seed, step, range) / range - 1);
  }

  /** Tests the claim that averages are the last iterates of their equivalent schedules. */
  Claim claim() {
    double[] shares = new double[STEPS];
    Arrays.fill(shares, SHARE);
    double[] iterates = iterates(shares);
    double most = 0;
    for (double[] weights :
        List.of(
            AverageWeights.twoPoint(STEPS / 4, STEPS),
            AverageWeights.swa(STEPS / 4, STEPS),
            AverageWeights.ema(SHARE / 2, STEPS))) {
      double average = 0;
      for (int k = 0; k <= STEPS; k++) {
        average += weights[k] * iterates[k];
      }
      double last = iterates(EquivalentSchedule.of(weights, shares))[STEPS];
      most = Math.max(most, Math.abs(average - last));
    }
    return Claim.of(
        "In the quadratic model of one curvature an average is the last iterate of another schedule",
        most <= ROUNDING,
        "two points, SWA and EMA over %d steps: largest difference %.1e",
        STEPS,
        most);
  }

  private double[] iterates(double[] shares) {
    double[] iterates = new double[STEPS + 1];
    iterates[0] = START;
    for (int t = 0; t < STEPS; t++) {
      iterates[t + 1] = (1 - shares[t]) * iterates[t] + shares[t] * centres[t];
    }
    return iterates;
  }
}
