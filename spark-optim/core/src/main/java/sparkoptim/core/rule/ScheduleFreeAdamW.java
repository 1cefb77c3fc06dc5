// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * Schedule-Free AdamW: {@link ScheduleFreeSgd} with the gradient divided by the root of its mean
 * square:
 *
 * <pre>{@code
 * y = (1 - beta1) z + beta1 x
 * v = beta2 v + (1 - beta2) g(y)^2
 * z = z - eta (g(y) / (sqrt(v / (1 - beta2^(k+1))) + epsilon) + decay y)
 * x = (1 - c) x + c z
 * }</pre>
 *
 * with the same c. Defazio and others, The Road Less Scheduled, arXiv 2405.15682, Algorithm 1, in
 * the form of the authors' code: the bias correction divides v and stays out of the averaging
 * weights. It is made for a constant step size.
 *
 * @param beta1 in [0, 1]: where gradients are taken, in place of Adam's mean of gradients
 * @param beta2 decay of the mean square, in [0, 1)
 * @param epsilon finite and > 0
 * @param decay finite and >= 0, taken at y
 * @param warmup steps in which the step size rises linearly to eta; 0 is none
 * @param countPower r of the paper, finite and >= 0; larger forgets early steps sooner
 * @param ratePower finite and >= 0; 0 gives warm-up steps full weight
 */
public record ScheduleFreeAdamW(
    double beta1,
    double beta2,
    double epsilon,
    double decay,
    long warmup,
    double countPower,
    double ratePower)
    implements UpdateRule {
  /** The settings of the authors' code. */
  public static final ScheduleFreeAdamW DEFAULT =
      new ScheduleFreeAdamW(0.9, 0.999, 1e-8, 0, 0, 0, 2);

  public ScheduleFreeAdamW {
    Settings.fraction("schedule-free-adamw", "beta1", beta1);
    Settings.check(beta2 >= 0 && beta2 < 1, "schedule-free-adamw", "beta2", "in [0, 1)", beta2);
    Settings.positive("schedule-free-adamw", "epsilon", epsilon);
    Settings.notNegative("schedule-free-adamw", "decay", decay);
    ScheduleFreeWeights.check("schedule-free-adamw", warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #beta1()}. */
  public ScheduleFreeAdamW withBeta1(double beta1) {
    return new ScheduleFreeAdamW(beta1, beta2, epsilon, decay, warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #beta2()}. */
  public ScheduleFreeAdamW withBeta2(double beta2) {
    return new ScheduleFreeAdamW(beta1, beta2, epsilon, decay, warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #epsilon()}. */
  public ScheduleFreeAdamW withEpsilon(double epsilon) {
    return new ScheduleFreeAdamW(beta1, beta2, epsilon, decay, warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #decay()}. */
  public ScheduleFreeAdamW withDecay(double decay) {
    return new ScheduleFreeAdamW(beta1, beta2, epsilon, decay, warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #warmup()}. */
  public ScheduleFreeAdamW withWarmup(long warmup) {
    return new ScheduleFreeAdamW(beta1, beta2, epsilon, decay, warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #countPower()}. */
  public ScheduleFreeAdamW withCountPower(double countPower) {
    return new ScheduleFreeAdamW(beta1, beta2, epsilon, decay, warmup, countPower, ratePower);
  }

  /** Returns this rule with another {@link #ratePower()}. */
  public ScheduleFreeAdamW withRatePower(double ratePower) {
    return new ScheduleFreeAdamW(beta1, beta2, epsilon, decay, warmup, countPower, ratePower);
  }

  /** Returns the default of the authors' code. */
  @Override
  public double defaultStepSize() {
    return 0.0025;
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
    private final ScheduleFreePoints points;
    private final double[] square;
    private final Gradient gradient;
    private final DecayRanges ranges;
    private double beta2Power = 1;

    State(RunContext context, double[] point) {
      ranges = new DecayRanges(context, point.length);
      points = new ScheduleFreePoints(point, beta1);
      square = new double[point.length];
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
      beta2Power *= beta2;
      for (int range = 0; range < ranges.count(); range++) {
        double shrink = ranges.of(range, decay);
        move(rate, take, 1 / (1 - beta2Power), shrink, ranges.from(range), ranges.to(range));
      }
      return loss;
    }

    private void move(
        double rate, double take, double correction, double shrink, int from, int to) {
      double[] fast = points.z;
      double[] slow = points.x;
      double[] query = points.y;
      double[] v = square;
      double[] g = gradient.values;
      double keep = 1 - take;
      double pull = 1 - beta1;
      double keepSquare = beta2;
      double takeSquare = 1 - beta2;
      double small = epsilon;
      for (int i = from; i < to; i++) {
        double mean = keepSquare * v[i] + takeSquare * g[i] * g[i];
        // 0 times a square that overflowed is NaN: the run ends as diverged and does not stand
        // still.
        double scaled = g[i] / (Math.sqrt(mean * correction) + small) + 0 * mean;
        double moved = fast[i] - rate * (scaled + shrink * query[i]);
        double averaged = keep * slow[i] + take * moved;
        v[i] = mean;
        fast[i] = moved;
        slow[i] = averaged;
        query[i] = averaged + pull * (moved - averaged);
      }
    }

    @Override
    public void fields(StateVisitor fields) {
      points.fields(fields);
      fields.vector("square", square);
      beta2Power = fields.number("beta2Power", beta2Power);
      weights.fields(fields.in("weights"));
    }
  }
}
