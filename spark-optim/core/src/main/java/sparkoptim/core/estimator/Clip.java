// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import java.util.EnumSet;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.MethodText;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StochasticObjective;

/**
 * Bounds what another estimator yields: first every coordinate, {@code g_i = min(max(g_i, -value),
 * value)}, then the norm over all coordinates, {@code g = g min(1, norm / (||g|| + 1e-6))}. These
 * are PyTorch's {@code clip_grad_value_} and {@code clip_grad_norm_}, its 1e-6 included. Every
 * gradient that the rule takes is clipped, after variance reduction and with the L2 penalty's part.
 *
 * @param of the estimator whose gradients are clipped; not itself a {@code clip}
 * @param value bound of every coordinate's magnitude, > 0; infinite is off
 * @param norm bound of the Euclidean norm, > 0; infinite is off, and saves the reduction
 */
public record Clip(GradientEstimator of, double value, double norm) implements GradientEstimator {
  /** Norm 1, as common as there, around {@code plain}. */
  public static final Clip DEFAULT = new Clip(Plain.DEFAULT, Double.POSITIVE_INFINITY, 1);

  /** PyTorch's guard against division by 0. */
  private static final double GUARD = 1e-6;

  public Clip {
    Settings.required("clip", "of", of);
    if (of instanceof Clip) {
      throw new IllegalArgumentException(
          "clip: of must be an estimator that does not clip, was " + MethodText.print(of));
    }
    Settings.check(value > 0, "clip", "value", "> 0", value);
    Settings.check(norm > 0, "clip", "norm", "> 0", norm);
  }

  @Override
  public Set<Capability> needs() {
    return of.needs();
  }

  /** Single-row steps inside shards have no gradient to clip, and a clipped one is not exact. */
  @Override
  public Set<Capability> offers() {
    EnumSet<Capability> offers = EnumSet.noneOf(Capability.class);
    offers.addAll(of.offers());
    offers.remove(Capability.ROW_STEPS);
    offers.remove(Capability.EXACT_GRADIENT);
    return offers;
  }

  @Override
  public double passes(int evaluations, Set<Capability> objective, long stepsPerEpoch) {
    return of.passes(evaluations, objective, stepsPerEpoch);
  }

  @Override
  public Run start(RunContext context, StochasticObjective objective) {
    return new State(context.space(), of.start(context, objective));
  }

  private final class State implements Run {
    private final Space space;
    private final Run inner;
    private final double[][] one = new double[1][];
    private final double[] square = new double[1];
    private long now;

    State(Space space, Run inner) {
      this.space = space;
      this.inner = inner;
    }

    @Override
    public Snapshot begin(long step, double[] query) {
      now = step;
      return inner.begin(step, query);
    }

    @Override
    public Snapshot snapshot() {
      return inner.snapshot();
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      double loss = inner.evaluate(point, gradient);
      if (value < Double.POSITIVE_INFINITY) {
        clipValues(gradient.values);
      }
      if (norm < Double.POSITIVE_INFINITY) {
        clipNorm(gradient.values);
      }
      return loss;
    }

    private void clipValues(double[] g) {
      double bound = value;
      for (int i = 0; i < g.length; i++) {
        g[i] = Math.min(Math.max(g[i], -bound), bound);
      }
    }

    private void clipNorm(double[] g) {
      one[0] = g;
      space.dots(g, one, square);
      double length = Math.sqrt(square[0]);
      if (!Double.isFinite(length)) {
        throw new DivergedException(now, "the norm of the gradient", length);
      }
      double factor = norm / (length + GUARD);
      if (factor < 1) {
        for (int i = 0; i < g.length; i++) {
          g[i] *= factor;
        }
      }
    }

    @Override
    public void fields(StateVisitor fields) {
      inner.fields(fields.in("of"));
    }
  }
}
