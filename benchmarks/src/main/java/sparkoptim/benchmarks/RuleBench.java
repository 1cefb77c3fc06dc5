package sparkoptim.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import sparkoptim.benchmarks.InterleavedRounds.Contestant;

/**
 * One step of every update rule beside a plain copy of an array of the same length, in turn. At the
 * largest dimension, where both wait for memory, a rule must move at least {@link #LEAST_SHARE} of
 * the copy's bytes a second; no step may allocate.
 */
final class RuleBench {
  private static final int[] DIMENSIONS = {1_000, 100_000, 10_000_000};

  /** Of every round, so that it lasts some ten milliseconds. */
  private static final int PARAMETERS = 20_000_000;

  private static final int WARM_UP = 5;
  private static final int ROUNDS = 11;
  private static final double LEAST_SHARE = 0.6;
  private static final int COPY_BYTES = 2 * Double.BYTES;

  /** A rule at one dimension: times are for a parameter, speeds in bytes a nanosecond. */
  private record Measured(
      double nanoseconds, double speed, double copy, double share, double heap) {}

  boolean run() {
    System.out.printf(
        Locale.ROOT,
        "| rule | bytes a parameter | ns a parameter at %,d | at %,d | at %,d | GB/s there "
            + "| copy, GB/s | share | bytes allocated |%n|---|---|---|---|---|---|---|---|---|%n",
        DIMENSIONS[0],
        DIMENSIONS[1],
        DIMENSIONS[2]);
    boolean reached = true;
    for (RuleCase rule : RuleCase.values()) {
      reached &= run(rule);
    }
    return reached;
  }

  private static boolean run(RuleCase rule) {
    Measured near = measure(rule, DIMENSIONS[0]);
    Measured middle = measure(rule, DIMENSIONS[1]);
    Measured far = measure(rule, DIMENSIONS[2]);
    double allocated = Math.max(near.heap(), Math.max(middle.heap(), far.heap()));
    System.out.printf(
        Locale.ROOT,
        "| `%s` | %d | %.3f | %.3f | %.3f | %.1f | %.1f | **%.2f** | %.0f |%n",
        rule.text(),
        rule.bytes(),
        near.nanoseconds(),
        middle.nanoseconds(),
        far.nanoseconds(),
        far.speed(),
        far.copy(),
        far.share(),
        allocated);
    return allocated == 0 && far.share() >= LEAST_SHARE;
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
    double nanoseconds = step.median() / PARAMETERS * 1e9;
    return new Measured(
        nanoseconds,
        rule.bytes() / nanoseconds,
        COPY_BYTES / (copy.median() / PARAMETERS * 1e9),
        rule.bytes() / (double) COPY_BYTES * InterleavedRounds.ratio(copy, step),
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

  /** The least of some measurements: the JVM itself allocates now and then. */
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
