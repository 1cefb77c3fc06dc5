// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Objective;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StochasticObjective;

/**
 * Scaled recursive momentum, the gradient of MARS: what the mini-batch's gradient changed in the
 * last step is added once more, and the sum is bounded:
 *
 * <pre>{@code
 * c_t = g_t + gamma beta1 / (1 - beta1) (g_t - grad f_B(x_{t-1})),  g_t = grad f_B(x_t)
 * c_t = c_t min(1, norm / ||c_t||)
 * }</pre>
 *
 * Yuan et al., MARS: Unleashing the Power of Variance Reduction for Training Large Models, 2024,
 * arXiv 2411.10438, Algorithm 1. Before {@code adamw(beta1, 0.99)} it is the paper's MARS-AdamW:
 * with gamma = 1, Adam's mean of the c_t is {@link Storm}'s direction with {@code a = 1 - beta1}
 * but for the first step. gamma = 0 without a bound gives the bits of {@code plain}.
 *
 * @param gamma part of the correction that is made, in [0, 1]
 * @param beta1 of the rule that follows, in [0, 1)
 * @param norm bound of the Euclidean norm, > 0; infinite is off, and saves the reduction
 * @param exact whether the gradient at the point before is of this mini-batch, which costs another;
 *     else it is the gradient that the step before had, of its own mini-batch (the authors' {@code
 *     is_approx})
 */
public record Mars(double gamma, double beta1, double norm, boolean exact)
    implements GradientEstimator {
  /** The authors' settings, with the gradients of the paper's algorithm. */
  public static final Mars DEFAULT = new Mars(0.025, 0.95, 1, true);

  public Mars {
    Settings.fraction("mars", "gamma", gamma);
    Settings.check(beta1 >= 0 && beta1 < 1, "mars", "beta1", "in [0, 1)", beta1);
    Settings.check(norm > 0, "mars", "norm", "> 0", norm);
  }

  @Override
  public Set<Capability> needs() {
    return Set.of(Capability.ONE_EVALUATION);
  }

  /** Two gradients of every mini-batch where they are exact and corrected, else one. */
  @Override
  public double passes(int evaluations, Set<Capability> objective, long stepsPerEpoch) {
    return exact && gamma > 0 && beta1 > 0 ? 2.0 * evaluations : evaluations;
  }

  @Override
  public Run start(RunContext context, StochasticObjective objective) {
    return new State(context.space(), objective);
  }

  private final class State implements Run {
    /** {@code c = g + more (g - before)}. */
    private final double more = gamma * (beta1 / (1 - beta1));

    private final Space space;
    private final StochasticObjective objective;

    /** The step before: its point where gradients are exact, else its gradient. */
    private final Snapshot previous;

    private final double[][] one = new double[1][];
    private final double[] square = new double[1];
    private Objective batch;
    private long now;

    State(Space space, StochasticObjective objective) {
      this.space = space;
      this.objective = objective;
      previous = new Snapshot(space.size());
      previous.memory = Snapshot.FLEETING;
    }

    @Override
    public Snapshot begin(long step, double[] query) {
      batch = objective.batch(step);
      now = step;
      return null;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      double loss;
      if (more == 0) {
        loss = batch.evaluate(point, gradient);
      } else if (exact) {
        loss = corrected(point, gradient);
        System.arraycopy(point, 0, previous.point, 0, point.length);
      } else {
        loss = batch.evaluate(point, gradient);
        correct(gradient.values);
      }
      if (norm < Double.POSITIVE_INFINITY) {
        bound(gradient.values);
      }
      return loss;
    }

    /** One reduction: {@code (1 + more) (g - more / (1 + more) before)}. */
    private double corrected(double[] point, Gradient gradient) {
      if (now == 0) {
        return batch.evaluate(point, gradient);
      }
      double scale = 1 + more;
      double loss = batch.evaluate(point, previous, more / scale, gradient);
      double[] g = gradient.values;
      for (int i = 0; i < g.length; i++) {
        g[i] *= scale;
      }
      return loss;
    }

    private void correct(double[] g) {
      double[] before = previous.point;
      double by = now == 0 ? 0 : more;
      for (int i = 0; i < g.length; i++) {
        double fresh = g[i];
        g[i] = fresh + by * (fresh - before[i]);
        before[i] = fresh;
      }
    }

    private void bound(double[] c) {
      one[0] = c;
      space.dots(c, one, square);
      double length = Math.sqrt(square[0]);
      if (!Double.isFinite(length)) {
        throw new DivergedException(now, "the norm of the gradient", length);
      }
      if (length > norm) {
        double factor = norm / length;
        for (int i = 0; i < c.length; i++) {
          c[i] *= factor;
        }
      }
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("previous", previous.point);
    }
  }
}
