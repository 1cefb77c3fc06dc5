// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import sparkoptim.benchmarks.InterleavedRounds.Contestant;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RoundSample;
import sparkoptim.benchmarks.result.RunRecord;

/**
 * One step of every update rule beside a plain copy of an array of the same length, in turn. At the
 * largest dimension, where both wait for memory, a rule must move at least {@link #LEAST_SHARE} of
 * the copy's bytes a second; no step may allocate.
 */
final class RuleBench {
  private static final int[] DIMENSIONS = {1_000, 100_000, 10_000_000};

  /** Number of parameters, so that a round lasts some ten milliseconds. */
  private static final int PARAMETERS = 20_000_000;

  private static final int WARM_UP = 5;
  private static final int ROUNDS = 11;
  private static final double LEAST_SHARE = 0.6;
  private static final int COPY_BYTES = 2 * Double.BYTES;

  /** A rule at one dimension: times are for a parameter, speeds in bytes a nanosecond. */
  private record Measured(
      RoundSample nanoseconds, double speed, double copy, RoundSample share, double heap) {}

  BenchmarkResult run(RunRecord record) {
    Recorder recorder = new Recorder("rules", record, "rule");
    for (RuleCase rule : RuleCase.values()) {
      recorder.add(figures(rule));
    }
    return recorder.result();
  }

  private static Figure[] figures(RuleCase rule) {
    Measured near = measure(rule, DIMENSIONS[0]);
    Measured middle = measure(rule, DIMENSIONS[1]);
    Measured far = measure(rule, DIMENSIONS[2]);
    double allocated = Math.max(near.heap(), Math.max(middle.heap(), far.heap()));
    String label = "`" + rule.text() + "`";
    return new Figure[] {
      Figure.of("bytes a parameter", rule.bytes(), Figure.COUNT, "%.0f").labels(label),
      time(near, DIMENSIONS[0]).labels(label),
      time(middle, DIMENSIONS[1]).labels(label),
      time(far, DIMENSIONS[2]).labels(label),
      Figure.of("moved there", far.speed(), "GB/s", "%.1f").labels(label),
      Figure.of("copy", far.copy(), "GB/s", "%.1f").labels(label),
      Figure.ratio("share", far.share()).must(LEAST_SHARE).labels(label),
      Figure.of("bytes allocated", allocated, Figure.COUNT, "%.0f")
          .better(Direction.LOWER)
          .must(0)
          .spread(0)
          .labels(label)
    };
  }

  private static Figure time(Measured measured, int dimension) {
    String name = String.format(Locale.ROOT, "a parameter of %,d", dimension);
    return Figure.of(name, measured.nanoseconds().median(), "ns", "%.3f")
        .better(Direction.LOWER)
        .spread(measured.nanoseconds().spread());
  }

  private static Measured measure(RuleCase rule, int dimension) {
    int repeats = PARAMETERS / dimension;
    RuleCase.Run steps = rule.start(dimension);
    double[] from = new double[dimension];
    double[] to = new double[dimension];
    Arrays.fill(from, 1);
    Contestant<Double> step = new Contestant<>(() -> step(steps, repeats));
    Contestant<Double> copy = new Contestant<>(() -> copy(from, to, repeats));
    InterleavedRounds.run(WARM_UP, ROUNDS, List.of(step, copy));
    RoundSample nanoseconds = step.seconds().times(1e9 / PARAMETERS);
    return new Measured(
        nanoseconds,
        rule.bytes() / nanoseconds.median(),
        COPY_BYTES / (copy.median() / PARAMETERS * 1e9),
        InterleavedRounds.ratio(copy, step).times(rule.bytes() / (double) COPY_BYTES),
        allocated(steps, repeats));
  }

  private static double step(RuleCase.Run steps, int repeats) {
    double loss = 0;
    for (int i = 0; i < repeats; i++) {
      loss += steps.step();
    }
    return loss;
  }

  private static double copy(double[] from, double[] to, int repeats) {
    for (int i = 0; i < repeats; i++) {
      copy(from, to);
    }
    return to[to.length / 2];
  }

  private static void copy(double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = from[i];
    }
  }

  /** Returns the least of some measurements: the JVM itself allocates now and then. */
  private static double allocated(RuleCase.Run steps, int repeats) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      step(steps, repeats);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least / (double) repeats;
  }
}
