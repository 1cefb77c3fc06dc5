// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;
import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.stepsize.Constant;

/**
 * SGD with momentum in the form of stochastic primal averaging: {@code z = z - eta g(x)}, {@code x
 * = (1 - c) x + c z}, z and x starting together. Defazio, Momentum via Primal Averaging, arXiv
 * 2010.00406. With constant settings it is {@code sgd(momentum = 1 - c)} at step size {@code eta
 * c}; {@link AveragingForm} and {@link MomentumForm} translate any schedules. c = 1 gives the bits
 * of plain {@code sgd}.
 *
 * <p>A penalty's proximal step is taken on z (our choice, the paper has none); x averages such
 * points, so the served point is small where they are zero, not sparse.
 *
 * @param averaging c, a schedule with values in (0, 1]
 */
public record PrimalAveraging(Schedule averaging) implements UpdateRule {
  /** c = 0.1, a momentum of 0.9. */
  public static final PrimalAveraging DEFAULT = new PrimalAveraging(new Constant(0.1));

  public PrimalAveraging {
    Settings.required("spa", "averaging", averaging);
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.ONE_EVALUATION, Capability.PROXIMAL);
  }

  /**
   * Starts a run.
   *
   * @throws IllegalArgumentException if the first or the last c is outside of (0, 1]
   */
  @Override
  public Run start(RunContext context, double[] point) {
    share().checkEnds(context.plan());
    return new State(context, point);
  }

  private AverageShare share() {
    return new AverageShare("spa", averaging);
  }

  private final class State implements Run {
    private final Plan plan;
    private final AverageShare share = share();
    private final Prox prox;
    private final double[] x;
    private final double[] z;
    private final Gradient gradient;

    State(RunContext context, double[] point) {
      plan = context.plan();
      prox = context.prox();
      x = point.clone();
      z = point.clone();
      gradient = new Gradient(x.length);
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double take = share.at(plan, step);
      double keep = 1 - take;
      double loss = oracle.evaluate(x, gradient);
      double[] slow = x;
      double[] fast = z;
      double[] g = gradient.values;
      if (prox == Prox.NONE) {
        for (int i = 0; i < slow.length; i++) {
          fast[i] -= eta * g[i];
          slow[i] = keep * slow[i] + take * fast[i];
        }
      } else {
        for (int i = 0; i < slow.length; i++) {
          fast[i] -= eta * g[i];
        }
        prox.apply(z, eta);
        for (int i = 0; i < slow.length; i++) {
          slow[i] = keep * slow[i] + take * fast[i];
        }
      }
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("z", z);
    }
  }
}
