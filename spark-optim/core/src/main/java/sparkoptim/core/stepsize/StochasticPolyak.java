// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StepSize;

/**
 * The stochastic Polyak step: as long as the mini-batch's loss is above its least one, for its
 * gradient g at the point:
 *
 * <pre>{@code
 * eta_k = min((f_B(x_k) - least) / (c ||g||^2), bound_k, max)
 * bound_k = growth^(1 / steps per epoch) eta_{k-1}, eta_{-1} = first
 * }</pre>
 *
 * Loizou, Vaswani, Laradji, Lacoste-Julien, Stochastic Polyak Step-size for SGD: An Adaptive
 * Learning Rate for Fast Convergence, 2021, arXiv 2002.10542: SPS_max, with the smoothing of the
 * authors' code; an infinite growth leaves SPS_max alone. The gradient is the one that the rule
 * then gets: it is computed once.
 *
 * <p>Ours: a step of length 0, where the loss is not above {@code least} or the gradient is 0,
 * leaves the bound, which would else stay 0 for good.
 *
 * @param c finite and > 0; the paper's 1/2 is for convex losses and SGD
 * @param least lower bound of a mini-batch's loss, finite
 * @param max upper bound of the step, > 0; infinite is off
 * @param growth most growth of the step within an epoch, >= 1; infinite is off
 * @param first step that the first one's bound starts from, finite and > 0
 */
public record StochasticPolyak(double c, double least, double max, double growth, double first)
    implements StepSize {
  /** The settings of the authors' code. */
  public static final StochasticPolyak DEFAULT =
      new StochasticPolyak(0.5, 0, Double.POSITIVE_INFINITY, 2, 1);

  public StochasticPolyak {
    Settings.positive("sps", "c", c);
    Settings.check(Double.isFinite(least), "sps", "least", "finite", least);
    Settings.check(max > 0, "sps", "max", "> 0", max);
    Settings.check(growth >= 1, "sps", "growth", ">= 1", growth);
    Settings.positive("sps", "first", first);
  }

  @Override
  public Set<Capability> needs() {
    return Set.of(Capability.UNSCALED, Capability.ONE_EVALUATION, Capability.EXACT_GRADIENT);
  }

  @Override
  public Run start(RunContext context) {
    return new State(context);
  }

  private final class State implements Run {
    private final Space space;
    private final double rise;
    private final Gradient gradient;
    private final double[][] one;
    private final double[] square = new double[1];
    private Oracle gradients;
    private double last = first;
    private double loss;
    private boolean computed;

    State(RunContext context) {
      space = context.space();
      rise = RunFraction.power(growth, 1.0 / context.plan().stepsPerEpoch());
      gradient = new Gradient(space.size());
      one = new double[][] {gradient.values};
    }

    @Override
    public double at(long step) {
      throw new UnsupportedOperationException("sps reads the gradient at the query point");
    }

    @Override
    public double at(long step, double[] query) {
      loss = gradients.evaluate(query, gradient);
      computed = true;
      space.dots(gradient.values, one, square);
      if (!Double.isFinite(square[0])) {
        throw new DivergedException(step, "the squared norm of the gradient", square[0]);
      }
      double above = loss - least;
      if (!(above > 0 && square[0] > 0)) {
        return 0;
      }
      double eta = Math.min(Math.min(above / (c * square[0]), rise * last), max);
      if (eta > 0) {
        last = eta;
      }
      return eta;
    }

    @Override
    public Oracle watch(Oracle gradients) {
      this.gradients = gradients;
      return (point, into) -> {
        if (!computed) {
          return gradients.evaluate(point, into);
        }
        computed = false;
        into.count = Gradient.ALL;
        System.arraycopy(gradient.values, 0, into.values, 0, into.values.length);
        return loss;
      };
    }

    @Override
    public void fields(StateVisitor fields) {
      last = fields.number("last", last);
    }
  }
}
