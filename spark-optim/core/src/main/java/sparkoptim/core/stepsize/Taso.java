// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * The TASO schedule, a falling sigmoid: {@code initial / (1 + exp(alpha (e / total - beta))) +
 * floor}, {@code e = count + offset}. Macedo et al., Training Aware Sigmoidal Optimizer, arXiv
 * 2102.08716. It holds the step size, falls to {@code initial / 2} at the share beta of the run,
 * the more suddenly the larger alpha, and then stays near the floor.
 *
 * <p>As in the paper, the floor is added: the first value is slightly above {@code initial}. The
 * default follows the authors' code: it counts epochs from 1, with a floor of a thousandth of
 * {@code initial}. HTD is the case without floor and offset, see {@link Htd}.
 *
 * @param initial finite and >= 0
 * @param alpha steepness, finite and >= 0; 0 is constant
 * @param beta share of the run at the middle of the fall, finite
 * @param floor finite and >= 0
 * @param relative whether the floor is a share of {@code initial}
 * @param offset 1 counts from 1 (the authors' code), 0 from 0
 */
public record Taso(
    double initial, double alpha, double beta, double floor, boolean relative, long offset, Per per)
    implements Schedule {
  /** Starts at 0.1, with the authors' alpha, beta and floor. */
  public static final Taso DEFAULT = new Taso(0.1, 25, 0.7, 0.001, true, 1, Per.EPOCH);

  public Taso {
    Settings.notNegative("taso", "initial", initial);
    Settings.notNegative("taso", "alpha", alpha);
    Settings.check(Double.isFinite(beta), "taso", "beta", "finite", beta);
    double highest = initial + (relative ? initial * floor : floor);
    boolean bounded = floor >= 0 && Double.isFinite(highest);
    Settings.check(bounded, "taso", "floor", "finite and >= 0", floor);
    Settings.check(offset == 0 || offset == 1, "taso", "offset", "0 or 1", offset);
    Settings.required("taso", "per", per);
  }

  @Override
  public double at(long count, long total) {
    double done = (double) (count + offset) / Math.max(total, 1);
    double lowest = relative ? initial * floor : floor;
    return initial / (1 + StrictMath.exp(alpha * (done - beta))) + lowest;
  }
}
