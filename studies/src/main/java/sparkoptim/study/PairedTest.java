// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Arrays;

/**
 * A two-sided test that paired differences lie around 0: Student's t; by ranks (Wilcoxon 1945,
 * exact) where a run of a pair diverged, or where one of six or more differences is more than eight
 * median absolute deviations from the median: fewer ranks can decide nothing, and an outlier makes
 * t shy, not bold. Pairs in which both diverged say nothing.
 *
 * @param pairs that say something
 * @param sign of the difference
 * @param p probability of differences at least as extreme where there is none
 * @param ranks whether ranks were tested
 */
record PairedTest(int pairs, int sign, double p, boolean ranks) {
  private static final double HEAVY = 8;
  private static final int FEWEST_RANKS = 6;

  /** Tests differences, which may be infinite, and NaN where both of a pair diverged. */
  static PairedTest of(double[] differences) {
    double[] known = Arrays.stream(differences).filter(d -> !Double.isNaN(d)).toArray();
    boolean ranks = Arrays.stream(known).anyMatch(Double::isInfinite) || heavy(known);
    if (known.length < 2) {
      return new PairedTest(known.length, 0, 1, ranks);
    }
    return ranks ? byRanks(known) : byMean(known);
  }

  private static boolean heavy(double[] differences) {
    double middle = median(differences);
    double[] apart = Arrays.stream(differences).map(d -> Math.abs(d - middle)).toArray();
    double most = Arrays.stream(apart).max().orElse(0);
    double usual = median(apart);
    return differences.length >= FEWEST_RANKS && usual > 0 && most > HEAVY * usual;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length == 0
        ? 0
        : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static PairedTest byMean(double[] d) {
    Sample sample = new Sample(d);
    double mean = sample.mean();
    double error = sample.spread() / Math.sqrt(d.length);
    double p = mean == 0 ? 1 : error == 0 ? 0 : StudentT.twoSided(mean / error, d.length - 1);
    return new PairedTest(d.length, (int) Math.signum(mean), p, false);
  }

  /** Counts the signs under which the sum of positive ranks is as extreme; ranks are doubled. */
  private static PairedTest byRanks(double[] all) {
    double[] d = Arrays.stream(all).filter(value -> value != 0).toArray();
    int[] rank = new int[d.length];
    int total = 0;
    int positive = 0;
    for (int i = 0; i < d.length; i++) {
      for (double other : d) {
        int order = Double.compare(Math.abs(d[i]), Math.abs(other));
        rank[i] += order > 0 ? 2 : order == 0 ? 1 : 0;
      }
      rank[i] += 1;
      total += rank[i];
      positive += d[i] > 0 ? rank[i] : 0;
    }
    double[] ways = new double[total + 1];
    ways[0] = 1;
    for (int r : rank) {
      for (int sum = total; sum >= r; sum--) {
        ways[sum] += ways[sum - r];
      }
    }
    int least = Math.min(positive, total - positive);
    double tail = 0;
    for (int sum = 0; sum <= least; sum++) {
      tail += ways[sum];
    }
    double p = Math.min(1, 2 * tail / Math.pow(2, d.length));
    return new PairedTest(all.length, Integer.signum(2 * positive - total), p, true);
  }
}
