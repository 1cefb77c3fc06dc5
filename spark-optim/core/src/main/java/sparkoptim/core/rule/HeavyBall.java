// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.PlainText;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.stepsize.Constant;

/**
 * The heavy ball (Polyak 1964) with a momentum on a schedule: {@code m = beta_k m + g; x = x - eta
 * m}. At a constant beta it has the bits of {@code sgd(momentum=beta)}.
 *
 * @param momentum beta, a schedule with values in [0, 1)
 */
public record HeavyBall(Schedule momentum) implements UpdateRule {
  /** A momentum of 0.9. */
  public static final HeavyBall DEFAULT = new HeavyBall(new Constant(0.9));

  public HeavyBall {
    Settings.required("heavy-ball", "momentum", momentum);
  }

  /**
   * Starts a run.
   *
   * @throws IllegalArgumentException if the first or the last momentum is outside of [0, 1)
   */
  @Override
  public Run start(RunContext context, double[] point) {
    Plan plan = context.plan();
    if (plan.steps() > 0) {
      momentum(plan, 0);
      momentum(plan, plan.steps() - 1);
    }
    return new State(plan, point);
  }

  private double momentum(Plan plan, long step) {
    double beta = plan.value(momentum, step);
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException(
          PlainText.of("heavy-ball: momentum must be in [0, 1), was %s at step %d", beta, step));
    }
    return beta;
  }

  private final class State implements Run {
    private final Plan plan;
    private final double[] x;
    private final double[] velocity;
    private final Gradient gradient;

    State(Plan plan, double[] point) {
      this.plan = plan;
      x = point.clone();
      velocity = new double[x.length];
      gradient = new Gradient(x.length);
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double keep = momentum(plan, step);
      double loss = oracle.evaluate(x, gradient);
      double[] at = x;
      double[] m = velocity;
      double[] g = gradient.values;
      for (int i = 0; i < at.length; i++) {
        double moved = keep * m[i] + g[i];
        m[i] = moved;
        at[i] -= eta * moved;
      }
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("velocity", velocity);
    }
  }
}
