// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Objective;
import sparkoptim.core.RunContext;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StochasticObjective;

/**
 * Recursive gradients: {@code v_t = grad f_B(x_t) - grad f_B(x_{t-1}) + v_{t-1}}, begun with the
 * full gradient. Nguyen et al., SARAH: A Novel Method for Machine Learning Problems Using
 * Stochastic Recursive Gradient, 2017, Algorithm 1. Given the past, v is biased.
 *
 * <p>The step that takes the full gradient moves along it and leaves its mini-batch out; the paper
 * draws none there. The recursion starts again at the current point, the practical choice of the
 * last iterate.
 *
 * @param every steps between full gradients, counted from the start of each epoch; 0 is once an
 *     epoch, more than an epoch's steps are rounded down to whole epochs
 */
public record Sarah(long every) implements GradientEstimator {
  /** A full gradient at the start of every epoch. */
  public static final Sarah DEFAULT = new Sarah(0);

  public Sarah {
    Snapshots.check("sarah", every);
  }

  @Override
  public Set<Capability> needs() {
    return Set.of(Capability.ONE_EVALUATION);
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.SNAPSHOT);
  }

  /** A step of the recursion takes two gradients of its mini-batch, the others a full one. */
  @Override
  public double passes(int evaluations, Set<Capability> objective, long stepsPerEpoch) {
    double full = Snapshots.perEpoch(stepsPerEpoch, every);
    return full + 2 * (1 - full / stepsPerEpoch);
  }

  @Override
  public Run start(RunContext context, StochasticObjective objective) {
    return new State(context, objective);
  }

  private final class State implements Run {
    private final StochasticObjective objective;
    private final Snapshots snapshots;

    /** The step before: its point, and its direction in place of a gradient. */
    private final Snapshot previous;

    private Objective batch;
    private boolean full;

    State(RunContext context, StochasticObjective objective) {
      this.objective = objective;
      snapshots = new Snapshots(context.plan(), every);
      previous = new Snapshot(context.space().size());
    }

    @Override
    public Snapshot begin(long step, double[] query) {
      full = snapshots.due(step);
      if (!full) {
        batch = objective.batch(step);
        return null;
      }
      System.arraycopy(query, 0, previous.point, 0, query.length);
      previous.step = step;
      previous.memory = Snapshot.FLEETING;
      objective.fullGradient(previous);
      return previous;
    }

    /**
     * Returns the point and direction of the last step; the full gradient only where it was just
     * taken.
     */
    @Override
    public Snapshot snapshot() {
      return previous.step < 0 ? null : previous;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      double[] direction = gradient.values;
      previous.memory = Snapshot.FLEETING; // also after an earlier snapshot was copied over it
      if (full) {
        System.arraycopy(previous.gradient, 0, direction, 0, direction.length);
        return previous.loss;
      }
      double loss = batch.evaluate(point, previous, 1, gradient);
      System.arraycopy(point, 0, previous.point, 0, point.length);
      System.arraycopy(direction, 0, previous.gradient, 0, direction.length);
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      previous.fields(fields.in("previous"));
    }
  }
}
