// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import java.util.Arrays;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StepSize;

/**
 * Barzilai-Borwein steps without full gradients, one an epoch: {@code eta_k = ||s||^2 / (m |<s,
 * y>|)} from the third epoch on, with s the difference of the points at which epochs k and k - 1
 * began, m the steps of an epoch, and y the difference of the moving averages {@code a = beta g +
 * (1 - beta) a} of the gradients at these moments. Tan et al., Barzilai-Borwein Step Size for
 * Stochastic Gradient Descent, 2016, SGD-BB.
 *
 * <p>Smoothing makes the step fall like 1/k: {@code C_k / k}, with C_k the geometric mean of {@code
 * j eta_j} over j = 2..k. Ours, the paper has none: the bounds, applied before and after smoothing;
 * an epoch whose {@code <s, y>} is 0 or whose estimate is 0 or infinite keeps the step and does not
 * enter the mean.
 *
 * <p>The point that an epoch begins at is computed from the last gradient of the one before, as the
 * rule will: {@code x - eta g} and the proximal step.
 *
 * @param eta step size of the first two epochs, finite and > 0
 * @param beta weight of the newest gradient, in (0, 1]; 0 is {@code min(1, 10 / m)}
 * @param smoothing whether the step is smoothed
 * @param reset whether the average begins at 0 in every epoch (the paper's listing), or once (the
 *     authors' code)
 * @param min lower bound, >= 0
 * @param max upper bound, >= min
 */
public record SgdBarzilaiBorwein(
    double eta, double beta, boolean smoothing, boolean reset, double min, double max)
    implements StepSize {
  /** Starts at 0.1, smoothed, unbounded, with the authors' average. */
  public static final SgdBarzilaiBorwein DEFAULT =
      new SgdBarzilaiBorwein(0.1, 0, true, false, 0, Double.POSITIVE_INFINITY);

  public SgdBarzilaiBorwein {
    Settings.positive("sgd-bb", "eta", eta);
    Settings.fraction("sgd-bb", "beta", beta);
    Settings.notNegative("sgd-bb", "min", min);
    Settings.check(max >= min && max > 0, "sgd-bb", "max", "> 0 and >= min", max);
  }

  @Override
  public Set<Capability> needs() {
    return Set.of(Capability.UNSCALED, Capability.ONE_EVALUATION);
  }

  @Override
  public Run start(RunContext context) {
    return new State(context);
  }

  private final class State implements Run {
    private final Space space;
    private final Prox prox;
    private final long steps;
    private final double weight;
    private final double[] begin;
    private final double[] average;
    private final double[] lastBegin;
    private final double[] lastAverage;
    private final double[][] differences;
    private final double[] dots = new double[2];
    private double current = eta;
    private double mean = 1;
    private long estimates;
    private boolean endsEpoch;

    State(RunContext context) {
      space = context.space();
      prox = context.prox();
      steps = context.plan().stepsPerEpoch();
      weight = beta > 0 ? beta : Math.min(1, 10.0 / steps);
      begin = new double[space.size()];
      average = new double[space.size()];
      lastBegin = new double[space.size()];
      lastAverage = new double[space.size()];
      differences = new double[][] {lastBegin, lastAverage};
    }

    @Override
    public double at(long step) {
      if (step > 0 && step % steps == 0) {
        long epoch = step / steps;
        if (epoch > 1) {
          estimate(step, epoch);
        }
        System.arraycopy(begin, 0, lastBegin, 0, begin.length);
        System.arraycopy(average, 0, lastAverage, 0, average.length);
        if (reset) {
          Arrays.fill(average, 0);
        }
      }
      endsEpoch = step % steps == steps - 1;
      return current;
    }

    /** Leaves the differences in the arrays of the last epoch, which are overwritten next. */
    private void estimate(long step, long epoch) {
      for (int i = 0; i < begin.length; i++) {
        lastBegin[i] = begin[i] - lastBegin[i];
        lastAverage[i] = average[i] - lastAverage[i];
      }
      space.dots(lastBegin, differences, dots);
      finite(step, "||s||^2 of sgd-bb", dots[0]);
      finite(step, "<s, y> of sgd-bb", dots[1]);
      double estimate = bounded(dots[0] / Math.abs(dots[1]) / steps);
      if (dots[1] == 0 || estimate == 0 || estimate == Double.POSITIVE_INFINITY) {
        return;
      }
      estimates++;
      double next = smoothing ? bounded(smooth(estimate, epoch)) : estimate;
      finite(step, "the smoothed step of sgd-bb", next);
      current = next;
    }

    private static void finite(long step, String what, double value) {
      if (!Double.isFinite(value)) {
        throw new DivergedException(step, what, value);
      }
    }

    private double smooth(double estimate, long epoch) {
      double share = 1.0 / estimates;
      mean = RunFraction.power(mean, 1 - share) * RunFraction.power(estimate * epoch, share);
      return mean / epoch;
    }

    private double bounded(double length) {
      return Math.min(Math.max(length, min), max);
    }

    private void see(double[] point, double[] gradient) {
      double newest = weight;
      double older = 1 - weight;
      double[] mixed = average;
      for (int i = 0; i < mixed.length; i++) {
        mixed[i] = newest * gradient[i] + older * mixed[i];
      }
      if (endsEpoch) {
        for (int i = 0; i < begin.length; i++) {
          begin[i] = point[i] - current * gradient[i];
        }
        prox.apply(begin, current);
      }
    }

    @Override
    public Oracle watch(Oracle gradients) {
      return new Oracle() {
        @Override
        public double evaluate(double[] point, Gradient gradient) {
          double loss = gradients.evaluate(point, gradient);
          see(point, gradient.values);
          return loss;
        }

        @Override
        public double localEpoch(double[] point, double eta) {
          return gradients.localEpoch(point, eta);
        }
      };
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("begin", begin);
      fields.vector("average", average);
      fields.vector("lastBegin", lastBegin);
      fields.vector("lastAverage", lastAverage);
      current = fields.number("eta", current);
      mean = fields.number("mean", mean);
      estimates = fields.count("estimates", estimates);
    }
  }
}
