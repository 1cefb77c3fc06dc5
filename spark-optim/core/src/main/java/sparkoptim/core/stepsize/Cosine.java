// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * Half a cosine wave: {@code to + (from - to) (1 + cos(pi t)) / 2}. Over the whole run {@code t =
 * count / (total - 1)}, so that the last count gets {@code to} and a run of one count {@code from}.
 * With a period, SGDR: Loshchilov and Hutter, arXiv 1608.03983, equation (5): {@code t} is the
 * number of counts since the last restart over the length of this period, so that each period
 * begins at {@code from} and ends just above {@code to}.
 *
 * @param from at the first count and after each restart, finite and >= 0
 * @param to the lower end, finite and >= 0
 * @param period counts to the first restart, below 1 a share of the run; 0 never restarts
 * @param growth length of a period over that of the one before, finite and >= 1
 */
public record Cosine(double from, double to, double period, double growth, Per per)
    implements Schedule {
  /** Falls from 0.1 to 0 without restarts. */
  public static final Cosine DEFAULT = new Cosine(0.1, 0, 0, 1, Per.STEP);

  public Cosine {
    Settings.notNegative("cosine", "from", from);
    Settings.notNegative("cosine", "to", to);
    Settings.fractionOrCount("cosine", "period", period);
    Settings.check(
        growth >= 1 && growth < Double.POSITIVE_INFINITY,
        "cosine",
        "growth",
        "finite and >= 1",
        growth);
    Settings.required("cosine", "per", per);
  }

  @Override
  public double at(long count, long total) {
    double done = period == 0 ? RunFraction.done(count, total) : sinceRestart(count, total);
    return RunFraction.wave(from, to, done);
  }

  private double sinceRestart(long count, long total) {
    double length = Math.max(1, RunFraction.counts(period, total));
    if (growth == 1) {
      return count % length / length;
    }
    double since = count;
    while (since >= length) {
      since -= length;
      length *= growth;
    }
    return since / length;
  }
}
