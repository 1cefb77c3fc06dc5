// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import java.util.function.Consumer;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.Objective;
import sparkoptim.core.Probe;

/**
 * Measures what variance reduction is worth at a step: the summed variance of {@code grad f_i(x) -
 * alpha grad f_i(s)} over that of {@code grad f_i(x)}, over the mini-batches i of an epoch. Defazio
 * and Bottou, On the Ineffectiveness of Variance Reduced Optimization for Deep Learning, 2019: SVRG
 * pays below 1/3, as it takes three times the evaluations; a ratio of 2 means that the gradients at
 * x and s have nothing in common.
 *
 * <p>Batches weigh alike. The full gradient at s shifts all alike and is not needed. Variances are
 * NaN while there is no snapshot.
 *
 * <p>A look at m batches costs 2 m evaluations, one reduction, nine vectors.
 *
 * @param batches mini-batches, spread evenly over the epoch; 0 is all of them
 * @param coefficient alpha; 1 is SVRG
 * @param snapshot s
 * @param to receives every look
 */
public record VarianceRatio(int batches, double coefficient, Place snapshot, Consumer<Look> to)
    implements Probe {
  /** The ratio at or above which SVRG costs more than it saves. */
  public static final double PAYS_BELOW = 1.0 / 3;

  /**
   * The result of a look.
   *
   * @param step the step that the run was about to make
   * @param plain variance of the mini-batches' own gradients, summed over coordinates
   * @param reduced the same of the corrected gradients
   */
  public record Look(long step, double plain, double reduced) {
    /** Returns reduced divided by plain; NaN if neither varies. */
    public double ratio() {
      return reduced / plain;
    }

    /** Returns whether the ratio is below 1/3. */
    public boolean pays() {
      return ratio() < PAYS_BELOW;
    }
  }

  public VarianceRatio {
    EpochBatches.check("variance ratio", batches);
    if (!Double.isFinite(coefficient)) {
      throw new IllegalArgumentException(
          "variance ratio: coefficient must be finite, was " + coefficient);
    }
  }

  /** Returns the probe of SVRG's ratio at the run's snapshot, over all mini-batches. */
  public static VarianceRatio of(Consumer<Look> to) {
    return new VarianceRatio(0, 1, Place.SNAPSHOT, to);
  }

  @Override
  public void look(Loop run) {
    double[] there = snapshot.of(run);
    if (there == null) {
      to.accept(new Look(run.step(), Double.NaN, Double.NaN));
      return;
    }
    EpochBatches epoch = EpochBatches.of(run, batches);
    Gradient plain = new Gradient(there.length);
    Gradient corrected = new Gradient(there.length);
    PairMoments moments = new PairMoments(there.length);
    for (int i = 0; i < epoch.number(); i++) {
      Objective batch = epoch.batch(i);
      batch.evaluate(run.query(), plain);
      batch.evaluate(there, corrected);
      for (int j = 0; j < there.length; j++) {
        corrected.values[j] = plain.values[j] - coefficient * corrected.values[j];
      }
      moments.add(plain.values, corrected.values);
    }
    double[] totals = moments.totals(run.context().space());
    to.accept(new Look(run.step(), totals[0], totals[1]));
  }
}
