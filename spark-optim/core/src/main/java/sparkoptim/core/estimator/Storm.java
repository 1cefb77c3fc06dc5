// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Objective;
import sparkoptim.core.PlainText;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.stepsize.Constant;

/**
 * Recursive momentum: {@code d_t = grad f_B(x_t) + (1 - a_t) (d_{t-1} - grad f_B(x_{t-1}))}, d_0
 * the first mini-batch's gradient. Cutkosky and Orabona, Momentum-Based Variance Reduction in
 * Non-Convex SGD, 2019, Algorithm 1; it never takes a full gradient. The paper ties a to its own
 * adaptive step size ({@code a = c eta^2}); here a is a setting and the step size a choice of its
 * own. a = 1 gives the bits of {@code plain}, a = 0 is {@link Sarah}'s recursion without restarts.
 *
 * @param a in [0, 1], a schedule counted as step sizes are
 */
public record Storm(Schedule a) implements GradientEstimator {
  /** a = 0.1, ours: momentum 0.9, as common as there. */
  public static final Storm DEFAULT = new Storm(new Constant(0.1));

  public Storm {
    Settings.required("storm", "a", a);
  }

  @Override
  public Set<Capability> needs() {
    return Set.of(Capability.ONE_EVALUATION);
  }

  /** Two gradients of every mini-batch: nothing of the step before can be remembered. */
  @Override
  public double passes(int evaluations, Set<Capability> objective, long stepsPerEpoch) {
    return 2.0 * evaluations;
  }

  /**
   * Starts a run.
   *
   * @throws IllegalArgumentException if the first or the last a is outside of [0, 1]
   */
  @Override
  public Run start(RunContext context, StochasticObjective objective) {
    Plan plan = context.plan();
    if (plan.steps() > 0) {
      weight(plan, 0);
      weight(plan, plan.steps() - 1);
    }
    return new State(context, objective);
  }

  private double weight(Plan plan, long step) {
    double weight = plan.value(a, step);
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          PlainText.of("storm: a must be in [0, 1], was %s at step %d", weight, step));
    }
    return weight;
  }

  private final class State implements Run {
    private final Plan plan;
    private final StochasticObjective objective;

    /** The step before: its point, and its direction in place of a gradient. */
    private final Snapshot previous;

    private Objective batch;
    private double coefficient;

    State(RunContext context, StochasticObjective objective) {
      plan = context.plan();
      this.objective = objective;
      previous = new Snapshot(context.space().size());
      previous.memory = Snapshot.FLEETING;
    }

    @Override
    public Snapshot begin(long step, double[] query) {
      batch = objective.batch(step);
      double weight = weight(plan, step);
      coefficient = step == 0 ? 0 : 1 - weight;
      return null;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      double loss =
          coefficient == 0
              ? batch.evaluate(point, gradient)
              : batch.evaluate(point, previous, coefficient, gradient);
      System.arraycopy(point, 0, previous.point, 0, point.length);
      System.arraycopy(gradient.values, 0, previous.gradient, 0, point.length);
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("point", previous.point);
      fields.vector("direction", previous.gradient);
    }
  }
}
