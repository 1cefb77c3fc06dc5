package sparkoptim.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * What was measured, and what it has to be.
 *
 * @param name of what is compared, ours first
 * @param ratio to a peer in the same run
 * @param must what it has to reach, or to stay below; NaN where it is only reported
 * @param aim what it should reach; NaN for nothing
 * @param less whether less is better
 * @param details in words
 */
public record Measure(
    String name, double ratio, double must, double aim, boolean less, String details) {
  /** First lines of a table. */
  public static final String HEADER =
      "| measure | ratio | must | aim | details |\n|---|---|---|---|---|";

  private static final int WARM_UP = 1;
  private static final int ROUNDS = 5;

  /** More is better. */
  public Measure(String name, double ratio, double must, double aim, String details) {
    this(name, ratio, must, aim, false, details);
  }

  /** Rates of two contestants in interleaved rounds, and the median of the rounds' ratios. */
  static Measure ofRates(
      String name, double must, double aim, String unit, DoubleSupplier ours, DoubleSupplier peer) {
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
    String details =
        String.format(Locale.ROOT, "%,.1f and %,.1f %s", median(our), median(other), unit);
    return new Measure(name, median(ratios), must, aim, details);
  }

  /** The middle one. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Whether it is as it has to be. */
  public boolean reached() {
    return Double.isNaN(must) || meets(must);
  }

  private boolean meets(double limit) {
    return less ? ratio <= limit : ratio >= limit;
  }

  /** A line of the table. */
  public String row() {
    String limit = Double.isNaN(must) ? "report" : number(must);
    String wanted = Double.isNaN(aim) ? "" : number(aim);
    return "| %s | **%s** | %s | %s | %s |".formatted(name, number(ratio), limit, wanted, details);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** A line that sums a table up. */
  public static String summary(List<Measure> measures) {
    List<String> missed =
        measures.stream().filter(measure -> !measure.reached()).map(Measure::name).toList();
    List<Measure> aimed = measures.stream().filter(each -> !Double.isNaN(each.aim)).toList();
    return "%d measures; musts missed: %s; %d of %d aims met"
        .formatted(
            measures.size(),
            missed.isEmpty() ? "none" : String.join("; ", missed),
            aimed.stream().filter(each -> each.meets(each.aim)).count(),
            aimed.size());
  }
}
