// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * How far a column has moved: the population stability index over bins, sum of (p - q) ln(p / q),
 * and the limit below which it stays in 99 nights of 100 and more where nothing has moved, over all
 * columns.
 *
 * @param psi the index
 * @param limit of it for these rows, bins and columns
 * @param moved whether the index is above its limit, and a test of the counts agrees
 * @param medians the ratio of the new median to the old one; NaN where it says nothing
 */
public record Drift(String column, double psi, double limit, boolean moved, double medians) {
  private static final double FALSE_ALARMS = 0.005;
  private static final double LEAST_EXPECTED = 5;
  private static final double SMOOTHING = 0.5;

  /** Returns the column and its numbers as a sentence has them. */
  @Override
  public String toString() {
    String times =
        Double.isFinite(medians) && (medians >= 2 || medians <= 0.5)
            ? ", median x " + Checks.number(medians)
            : "";
    String usual =
        Double.isFinite(limit) ? " (%s without drift)".formatted(Checks.number(limit)) : "";
    return "%s PSI %s%s%s".formatted(column, Checks.number(psi), usual, times);
  }

  /** Returns the drift of each column that both profiles have, the largest first. */
  public static List<Drift> between(Profile before, Profile now) {
    Map<String, long[][]> counts = new LinkedHashMap<>();
    before
        .columns()
        .forEach(
            (name, old) ->
                counts(name, old, now).ifPresent(pair -> counts.put(name, merged(pair))));
    long tested = counts.values().stream().filter(pair -> pair[0].length > 1).count();
    List<Drift> drifts = new ArrayList<>();
    counts.forEach(
        (name, pair) ->
            drifts.add(
                of(name, pair, FALSE_ALARMS / Math.max(1, tested), medians(name, before, now))));
    drifts.sort(
        java.util.Comparator.comparingDouble((Drift drift) -> -drift.psi)
            .thenComparing(Drift::column));
    return drifts;
  }

  private static double medians(String column, Profile before, Profile now) {
    ColumnProfile.Numbers old = before.columns().get(column).numbers();
    ColumnProfile.Numbers fresh = now.columns().get(column).numbers();
    return old == null || fresh == null || old.median() == 0 || fresh.median() == 0
        ? Double.NaN
        : fresh.median() / old.median();
  }

  /** Returns the rows in each bin before and now. */
  private static Optional<long[][]> counts(String name, ColumnProfile old, Profile now) {
    ColumnProfile fresh = now.columns().get(name);
    if (fresh == null || fresh.kind() != old.kind()) {
      return Optional.empty();
    }
    if (old.kind() == ColumnProfile.Kind.NUMBER && old.numbers() != null) {
      return now.sample(name)
          .filter(sample -> sample.rows() > 0)
          .map(
              sample -> new long[][] {old.numbers().counts(), sample.counts(old.numbers().cuts())});
    }
    return old.kind() == ColumnProfile.Kind.TEXT ? texts(old, fresh) : Optional.empty();
  }

  /**
   * Returns bins of texts: which texts have one of their own must not depend on which side has more
   * of them, or chance would look like drift. All others are one bin.
   */
  private static Optional<long[][]> texts(ColumnProfile old, ColumnProfile fresh) {
    double before = rows(old);
    double after = rows(fresh);
    if (before == 0 || after == 0) {
      return Optional.empty();
    }
    double smaller = Math.min(before, after) / (before + after);
    Set<String> all = new TreeSet<>(old.categories().keySet());
    if (old.others() == 0) {
      all.addAll(fresh.categories().keySet());
    }
    List<long[]> bins = new ArrayList<>();
    long[] rest = {(long) before, (long) after};
    for (String text : all) {
      long[] bin = {
        old.categories().getOrDefault(text, 0L), fresh.categories().getOrDefault(text, 0L)
      };
      if ((bin[0] + bin[1]) * smaller >= LEAST_EXPECTED) {
        bins.add(bin);
        rest[0] -= bin[0];
        rest[1] -= bin[1];
      }
    }
    bins.add(rest);
    return Optional.of(sides(bins));
  }

  private static double rows(ColumnProfile column) {
    return column.others()
        + (double) column.categories().values().stream().mapToLong(Long::longValue).sum();
  }

  private static long[][] sides(List<long[]> bins) {
    return new long[][] {
      bins.stream().mapToLong(bin -> bin[0]).toArray(),
      bins.stream().mapToLong(bin -> bin[1]).toArray()
    };
  }

  /** Merges bins until at least five rows are expected in each on either side. */
  private static long[][] merged(long[][] pair) {
    double before = sum(pair[0]);
    double after = sum(pair[1]);
    double smaller = Math.min(before, after) / (before + after);
    List<long[]> bins = new ArrayList<>();
    long[] open = new long[2];
    for (int i = 0; i < pair[0].length; i++) {
      open[0] += pair[0][i];
      open[1] += pair[1][i];
      if ((open[0] + open[1]) * smaller >= LEAST_EXPECTED) {
        bins.add(open);
        open = new long[2];
      }
    }
    if (bins.isEmpty()) {
      bins.add(open);
    } else {
      long[] last = bins.get(bins.size() - 1);
      last[0] += open[0];
      last[1] += open[1];
    }
    return sides(bins);
  }

  private static Drift of(String column, long[][] pair, double level, double medians) {
    int bins = pair[0].length;
    if (bins < 2) {
      return new Drift(column, 0, Double.POSITIVE_INFINITY, false, medians);
    }
    double before = sum(pair[0]);
    double after = sum(pair[1]);
    double psi = 0;
    double test = 0;
    for (int i = 0; i < bins; i++) {
      double q = (pair[0][i] + SMOOTHING) / (before + bins * SMOOTHING);
      double p = (pair[1][i] + SMOOTHING) / (after + bins * SMOOTHING);
      psi += (p - q) * Math.log(p / q);
      double all = (pair[0][i] + pair[1][i]) / (before + after);
      test +=
          2 * (term((double) pair[0][i], before * all) + term((double) pair[1][i], after * all));
    }
    double quantile = new ChiSquaredDistribution(bins - 1).inverseCumulativeProbability(1 - level);
    double limit = quantile * (1 / before + 1 / after);
    return new Drift(column, psi, limit, psi > limit && test > quantile, medians);
  }

  private static double term(double observed, double expected) {
    return observed == 0 ? 0 : observed * Math.log(observed / expected);
  }

  private static double sum(long[] counts) {
    double sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
