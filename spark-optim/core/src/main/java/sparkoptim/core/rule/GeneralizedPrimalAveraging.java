// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.EnumSet;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.MethodText;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.stepsize.Constant;

/**
 * Generalized primal averaging: another rule moves z by gradients taken between z and its average
 * x, and x is served:
 *
 * <pre>{@code
 * y = momentum x + (1 - momentum) z
 * z = z moved by the rule along g(y)
 * x = (1 - c) x + c z
 * }</pre>
 *
 * Defazio, Mishchenko, Raman, Shi, Xiao, Smoothing DiLoCo with Primal Averaging for Faster Training
 * of LLMs, arXiv 2512.17131; its mu_y is the momentum, its mu_x is {@code 1 - c}. The rule's weight
 * decay acts on z, as in the paper. A penalty's proximal step is the rule's, on z too.
 *
 * <p>c = 1 gives the bits of the rule itself. Around {@code sgd}, momentum 1 gives those of {@link
 * PrimalAveraging}, {@code c = 1 / (k+1)} is {@link ScheduleFreeSgd} at a constant step size, and
 * {@code c = 1 - momentum} is Nesterov's momentum.
 *
 * @param of the rule that moves z; it takes one gradient a step and serves where it takes it
 * @param momentum in [0, 1]: 0 takes gradients at z, 1 at the average
 * @param averaging c, a schedule with values in (0, 1]
 */
public record GeneralizedPrimalAveraging(UpdateRule of, double momentum, Schedule averaging)
    implements UpdateRule {
  /** The settings of the authors' code: mu_y = 0.7, and mu_x = 0.9967. */
  public static final GeneralizedPrimalAveraging DEFAULT =
      new GeneralizedPrimalAveraging(AdamW.DEFAULT, 0.7, new Constant(0.0033));

  public GeneralizedPrimalAveraging {
    Settings.required("gpa", "of", of);
    if (of.evaluations() != 1
        || !of.servesQuery()
        || !of.needs().isEmpty()
        || of instanceof CurvatureDescent) {
      throw new IllegalArgumentException(
          "gpa: of must be a rule of one mini-batch gradient a step that does not average itself,"
              + " as sgd or adamw, was "
              + MethodText.name(of));
    }
    Settings.fraction("gpa", "momentum", momentum);
    Settings.required("gpa", "averaging", averaging);
  }

  /** Returns this rule around another one. */
  public GeneralizedPrimalAveraging withOf(UpdateRule of) {
    return new GeneralizedPrimalAveraging(of, momentum, averaging);
  }

  /** Returns this rule with another {@link #momentum()}. */
  public GeneralizedPrimalAveraging withMomentum(double momentum) {
    return new GeneralizedPrimalAveraging(of, momentum, averaging);
  }

  /** Returns this rule with another {@link #averaging()}. */
  public GeneralizedPrimalAveraging withAveraging(Schedule averaging) {
    return new GeneralizedPrimalAveraging(of, momentum, averaging);
  }

  /** The served point moves by a part of the step. */
  @Override
  public Set<Capability> offers() {
    EnumSet<Capability> offers = EnumSet.copyOf(of.offers());
    offers.remove(Capability.UNSCALED);
    return offers;
  }

  @Override
  public double defaultStepSize() {
    return of.defaultStepSize();
  }

  @Override
  public boolean servesQuery() {
    return false;
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
    return new AverageShare("gpa", averaging);
  }

  private final class State implements Run, Oracle {
    private final Plan plan;
    private final AverageShare share = share();
    private final Run base;
    private final double[] x;

    /** Derived, and not saved. */
    private final double[] y;

    private Oracle gradients;

    State(RunContext context, double[] point) {
      plan = context.plan();
      base = of.start(context, point);
      x = point.clone();
      y = new double[x.length];
      between();
    }

    @Override
    public double[] query() {
      return y;
    }

    @Override
    public double[] served() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double take = share.at(plan, step);
      double keep = 1 - take;
      gradients = oracle;
      double loss = base.step(step, eta, this);
      gradients = null;
      double[] slow = x;
      double[] fast = base.query();
      for (int i = 0; i < slow.length; i++) {
        slow[i] = keep * slow[i] + take * fast[i];
      }
      between();
      return loss;
    }

    /** Written so that y is x where z is, or where the momentum is 1. */
    private void between() {
      double pull = 1 - momentum;
      double[] slow = x;
      double[] fast = base.query();
      for (int i = 0; i < slow.length; i++) {
        y[i] = slow[i] + pull * (fast[i] - slow[i]);
      }
    }

    /** The rule asks at z, and gets the gradient at y. */
    @Override
    public double evaluate(double[] point, Gradient gradient) {
      return gradients.evaluate(y, gradient);
    }

    @Override
    public void fields(StateVisitor fields) {
      base.fields(fields.in("of"));
      fields.vector("x", x);
      between();
    }
  }
}
