// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.RunContext;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.stepsize.Constant;

/**
 * Stochastic variance-reduced gradients: {@code g = grad f_B(x) - grad f_B(s) + grad f(s)} at a
 * snapshot s, the point at which it was taken (Johnson and Zhang, Accelerating Stochastic Gradient
 * Descent using Predictive Variance Reduction, 2013, option I). It is {@link AlphaSvrg} with
 * coefficient 1, to the bit.
 *
 * @param every steps between snapshots, counted from the start of each epoch; 0 is once an epoch,
 *     more than an epoch's steps are rounded down to whole epochs
 */
public record Svrg(long every) implements GradientEstimator {
  /** A snapshot at the start of every epoch. */
  public static final Svrg DEFAULT = new Svrg(0);

  public Svrg {
    Snapshots.check("svrg", every);
  }

  private AlphaSvrg withCoefficientOne() {
    return new AlphaSvrg(new Constant(1), every, 0);
  }

  @Override
  public Set<Capability> offers() {
    return withCoefficientOne().offers();
  }

  @Override
  public double passes(int evaluations, Set<Capability> objective, long stepsPerEpoch) {
    return withCoefficientOne().passes(evaluations, objective, stepsPerEpoch);
  }

  @Override
  public boolean supportsLazyUpdates() {
    return true;
  }

  @Override
  public Run start(RunContext context, StochasticObjective objective) {
    return withCoefficientOne().start(context, objective);
  }
}
