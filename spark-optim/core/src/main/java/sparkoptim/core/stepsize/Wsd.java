// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * Warm-up, stable, decay: a straight rise {@code peak (count + 1) / w} over w counts, the peak, and
 * a fall to {@code to} over the last counts of the run. With {@code t} the share of the fall that
 * is made, 1 at the last count, the peak's part in the value is {@code 1 - t} or {@code 1 -
 * sqrt(t)}. Hu et al., MiniCPM, arXiv 2404.06395; the root: Haegele et al., arXiv 2405.18392.
 *
 * <p>The warm-up goes first where the two overlap.
 *
 * @param peak finite and >= 0
 * @param warmup w, a share of the run below 1, else a number of counts; 0 is none
 * @param decay share of the run, in [0, 1]; 0 stays at the peak
 * @param to at the last count, finite and >= 0
 */
public record Wsd(double peak, double warmup, double decay, Shape shape, double to)
    implements Schedule {
  /** Rises to 0.1 over a twentieth of the run and falls to 0 over the last fifth. */
  public static final Wsd DEFAULT = new Wsd(0.1, 0.05, 0.2, Shape.ONE_MINUS_SQRT, 0);

  /** The shape of the fall. */
  public enum Shape {
    LINEAR,
    ONE_MINUS_SQRT
  }

  public Wsd {
    Settings.notNegative("wsd", "peak", peak);
    Settings.fractionOrCount("wsd", "warmup", warmup);
    Settings.fraction("wsd", "decay", decay);
    Settings.required("wsd", "shape", shape);
    Settings.notNegative("wsd", "to", to);
  }

  @Override
  public double at(long count, long total) {
    long rise = RunFraction.counts(warmup, total);
    if (count < rise) {
      return peak * ((count + 1.0) / rise);
    }
    long fall = Math.min(Math.round(decay * total), total - rise);
    long made = count + 1 - (total - fall);
    if (made <= 0) {
      return peak;
    }
    double done = Math.min((double) made / fall, 1);
    double fallen = shape == Shape.LINEAR ? done : Math.sqrt(done);
    return peak * (1 - fallen) + to * fallen;
  }
}
