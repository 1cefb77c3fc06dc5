// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * Schedule-Free SGD: gradients are taken at a point between a fast iterate and its average, and the
 * average is served:
 *
 * <pre>{@code
 * y = (1 - b) z + b x
 * z = z - eta (g(y) + decay y)
 * x = (1 - c) x + c z
 * }</pre>
 *
 * with b the momentum, {@code c = w_k / (w_0 + ... + w_k)}, {@code w_k = (k+1)^countPower
 * peak^ratePower} and peak the largest step size so far. Defazio and others, The Road Less
 * Scheduled, arXiv 2405.15682, with the weights, warm-up and defaults of the authors' code. It is
 * made for a constant step size. With b = 1, a constant step size and countPower 0 it is {@link
 * PrimalAveraging} with {@code c = 1 / (k+1)}.
 *
 * <p>Where the first step sizes are 0, c is 0. A penalty's proximal step is taken on z (our
 * choice); x averages such points, so the served point is small where they are zero, not sparse.
 *
 * @param momentum b, in [0, 1]: 0 takes gradients at z, 1 at the average
 * @param decay finite and >= 0
 * @param warmup steps in which the step size rises linearly to eta; 0 is none
 * @param countPower r of the paper, finite and >= 0; larger forgets early steps sooner
 * @param ratePower finite and >= 0; 0 gives warm-up steps full weight
 */
public record ScheduleFreeSgd(
    double momentum, double decay, long warmup, double countPower, double ratePower)
    implements UpdateRule {
  /** The settings of the authors' code. */
  public static final ScheduleFreeSgd DEFAULT = new ScheduleFreeSgd(0.9, 0, 0, 0, 2);

  public ScheduleFreeSgd {
    Settings.fraction("schedule-free-sgd", "momentum", momentum);
    Settings.notNegative("schedule-free-sgd", "decay", decay);
    ScheduleFreeWeights.check("schedule-free-sgd", warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #momentum()}. */
  public ScheduleFreeSgd withMomentum(double momentum) {
    return new ScheduleFreeSgd(momentum, decay, warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #decay()}. */
  public ScheduleFreeSgd withDecay(double decay) {
    return new ScheduleFreeSgd(momentum, decay, warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #warmup()}. */
  public ScheduleFreeSgd withWarmup(long warmup) {
    return new ScheduleFreeSgd(momentum, decay, warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #countPower()}. */
  public ScheduleFreeSgd withCountPower(double countPower) {
    return new ScheduleFreeSgd(momentum, decay, warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #ratePower()}. */
  public ScheduleFreeSgd withRatePower(double ratePower) {
    return new ScheduleFreeSgd(momentum, decay, warmup, countPower, ratePower);
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.ONE_EVALUATION, Capability.PROXIMAL);
  }

  @Override
  public boolean servesQuery() {
    return false;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(context, point);
  }

  private final class State implements Run {
    private final ScheduleFreeWeights weights =
        new ScheduleFreeWeights(warmup, countPower, ratePower);
    private final Prox prox;
    private final ScheduleFreePoints points;
    private final Gradient gradient;
    private final DecayRanges ranges;

    State(RunContext context, double[] point) {
      prox = context.prox();
      ranges = new DecayRanges(context, point.length);
      points = new ScheduleFreePoints(point, momentum);
      gradient = new Gradient(point.length);
    }

    @Override
    public double[] query() {
      return points.y;
    }

    @Override
    public double[] served() {
      return points.x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double loss = oracle.evaluate(points.y, gradient);
      double rate = weights.rate(eta);
      double take = weights.next(step, rate);
      for (int range = 0; range < ranges.count(); range++) {
        double shrink = ranges.of(range, decay);
        if (prox == Prox.NONE) {
          move(rate, take, shrink, ranges.from(range), ranges.to(range));
        } else {
          descend(rate, shrink, ranges.from(range), ranges.to(range));
        }
      }
      if (prox != Prox.NONE) {
        proximal(rate, take);
      }
      return loss;
    }

    private void move(double rate, double take, double shrink, int from, int to) {
      double[] fast = points.z;
      double[] slow = points.x;
      double[] query = points.y;
      double[] g = gradient.values;
      double keep = 1 - take;
      double pull = 1 - momentum;
      for (int i = from; i < to; i++) {
        double moved = fast[i] - rate * (g[i] + shrink * query[i]);
        double averaged = keep * slow[i] + take * moved;
        fast[i] = moved;
        slow[i] = averaged;
        query[i] = averaged + pull * (moved - averaged);
      }
    }

    private void descend(double rate, double shrink, int from, int to) {
      double[] y = points.y;
      double[] z = points.z;
      double[] g = gradient.values;
      for (int i = from; i < to; i++) {
        z[i] -= rate * (g[i] + shrink * y[i]);
      }
    }

    private void proximal(double rate, double take) {
      double[] x = points.x;
      double[] z = points.z;
      prox.apply(z, rate);
      double keep = 1 - take;
      for (int i = 0; i < z.length; i++) {
        x[i] = keep * x[i] + take * z[i];
      }
      points.between();
    }

    @Override
    public void fields(StateVisitor fields) {
      points.fields(fields);
      weights.fields(fields.in("weights"));
    }
  }
}
