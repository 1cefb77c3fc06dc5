// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import sparkoptim.benchmarks.result.RoundSample;

/**
 * Runs several contestants in turn, round by round, so that what else the machine does hits all.
 */
final class InterleavedRounds {
  /** One contestant: its seconds of every measured round, and its last result. */
  static final class Contestant<T> {
    private final Supplier<T> work;
    private final List<Double> seconds = new ArrayList<>();
    private T result;

    Contestant(Supplier<T> work) {
      this.work = work;
    }

    T result() {
      return result;
    }

    /** Seconds of the measured rounds. */
    RoundSample seconds() {
      return new RoundSample(seconds.stream().mapToDouble(d -> d).toArray());
    }

    double median() {
      return seconds().median();
    }

    private void run(boolean measured) {
      long start = System.nanoTime();
      result = work.get();
      if (measured) {
        seconds.add((System.nanoTime() - start) / 1e9);
      }
    }
  }

  private InterleavedRounds() {}

  /** Runs the contestants for some rounds to warm up, then for the rounds that count. */
  static void run(int warmUp, int rounds, List<Contestant<?>> contestants) {
    for (int round = 0; round < warmUp + rounds; round++) {
      for (Contestant<?> contestant : contestants) {
        contestant.run(round >= warmUp);
      }
    }
  }

  /** The rounds' ratios: time of one over time of the other in the same round. */
  static RoundSample ratio(Contestant<?> over, Contestant<?> under) {
    double[] ratios = new double[over.seconds.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = over.seconds.get(i) / under.seconds.get(i);
    }
    return new RoundSample(ratios);
  }
}
