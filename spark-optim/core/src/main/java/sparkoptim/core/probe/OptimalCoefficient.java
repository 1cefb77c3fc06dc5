// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import java.util.Arrays;
import java.util.function.Consumer;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.Objective;
import sparkoptim.core.Probe;

/**
 * The coefficient of alpha-SVRG that leaves the least variance: per coordinate {@code alpha*_k =
 * Cov(grad_k f_i(s), grad_k f_i(x)) / Var(grad_k f_i(s))} over the mini-batches i of an epoch, and
 * one for all coordinates, the sums of both divided. Yin et al., A Coefficient Makes SVRG
 * Effective, arXiv 2311.05589, equation of the optimal coefficient; as in the authors' code the
 * moments are those of the population, 1e-24 is added to the variance, and coordinates are clamped
 * to [-2, 2]. So a coordinate without variance gets 0, which makes no difference to it.
 *
 * <p>All values are NaN, and the array is null, while there is no snapshot.
 *
 * <p>A look at m batches costs 2 m evaluations, two reductions, ten vectors. It is a diagnosis: the
 * coefficient would have to be known before the gradients that it is made of.
 *
 * @param batches mini-batches, spread evenly over the epoch; 0 is all of them
 * @param snapshot s
 * @param to receives every look
 */
public record OptimalCoefficient(int batches, Place snapshot, Consumer<Look> to) implements Probe {
  private static final double TINY = 1e-24;
  private static final double BOUND = 2;

  /**
   * The result of a look; variances and covariance are sums over coordinates.
   *
   * @param step the step that the run was about to make
   * @param here variance of the gradients at x
   * @param there variance of the gradients at s
   * @param covariance of both
   * @param best variance that is left with every coordinate's own coefficient
   * @param each every coordinate's own coefficient, held part
   */
  public record Look(
      long step, double here, double there, double covariance, double best, double[] each) {
    /** Returns the best coefficient that is the same for all coordinates; not clamped. */
    public double pooled() {
      return covariance / (there + TINY);
    }

    /** Returns the variance that a coefficient leaves: 0 is plain, 1 is SVRG. */
    public double variance(double coefficient) {
      return here - 2 * coefficient * covariance + coefficient * coefficient * there;
    }
  }

  public OptimalCoefficient {
    EpochBatches.check("optimal coefficient", batches);
  }

  /** Returns a probe at the run's snapshot, over all mini-batches. */
  public static OptimalCoefficient of(Consumer<Look> to) {
    return new OptimalCoefficient(0, Place.SNAPSHOT, to);
  }

  @Override
  public void look(Loop run) {
    double[] there = snapshot.of(run);
    if (there == null) {
      double none = Double.NaN;
      to.accept(new Look(run.step(), none, none, none, none, null));
      return;
    }
    PairMoments moments = moments(run, there);
    double[] each = new double[there.length];
    double[] left = new double[there.length];
    for (int k = 0; k < each.length; k++) {
      double alpha = moments.covariance(k) / (moments.varianceA(k) + TINY);
      each[k] = Math.min(Math.max(alpha, -BOUND), BOUND);
      left[k] =
          moments.varianceB(k)
              - 2 * each[k] * moments.covariance(k)
              + each[k] * each[k] * moments.varianceA(k);
    }
    double[] totals = moments.totals(run.context().space());
    double best = sum(run, left);
    to.accept(new Look(run.step(), totals[1], totals[0], totals[2], best, each));
  }

  private PairMoments moments(Loop run, double[] there) {
    EpochBatches epoch = EpochBatches.of(run, batches);
    Gradient atSnapshot = new Gradient(there.length);
    Gradient atQuery = new Gradient(there.length);
    PairMoments moments = new PairMoments(there.length);
    for (int i = 0; i < epoch.number(); i++) {
      Objective batch = epoch.batch(i);
      batch.evaluate(there, atSnapshot);
      batch.evaluate(run.query(), atQuery);
      moments.add(atSnapshot.values, atQuery.values);
    }
    return moments;
  }

  private static double sum(Loop run, double[] vector) {
    double[] ones = new double[vector.length];
    Arrays.fill(ones, 1);
    double[] sum = new double[1];
    run.context().space().dots(ones, new double[][] {vector}, sum);
    return sum[0];
  }
}
