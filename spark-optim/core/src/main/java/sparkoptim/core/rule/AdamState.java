// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * The running half of {@link Adam} and {@link AdamW}, which differ by the decay alone. The product
 * of 0 and a square is 0, and NaN where the square overflowed: the next loss is NaN then, and the
 * run ends as diverged, where the quotient alone would leave the point where it is without a word.
 */
final class AdamState implements UpdateRule.Run {
  private final AdamW settings;
  private final Metric metric;
  private final Gradient gradient;
  private final double[] x;
  private final double[] mean;
  private final double[] squares;
  private final double[] largest;
  private final DecayRanges ranges;
  private double meanDecay = 1;
  private double squaresDecay = 1;

  AdamState(AdamW settings, RunContext context, double[] point) {
    this.settings = settings;
    x = point.clone();
    ranges = new DecayRanges(context, x.length);
    metric = new Metric(context, x.length);
    gradient = new Gradient(x.length);
    mean = new double[x.length];
    squares = new double[x.length];
    largest = new double[settings.amsgrad() ? x.length : 0];
  }

  static void check(String name, double beta1, double beta2, double epsilon) {
    check(name, "beta1", beta1);
    check(name, "beta2", beta2);
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": epsilon must be > 0 and finite, was " + epsilon);
    }
  }

  private static void check(String name, String setting, double beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException(name + ": " + setting + " must be in [0, 1), was " + beta);
    }
  }

  @Override
  public double[] query() {
    return x;
  }

  @Override
  public double step(long step, double eta, Oracle oracle) {
    double loss = oracle.evaluate(x, gradient);
    meanDecay *= settings.beta1();
    squaresDecay *= settings.beta2();
    double length = eta / (1 - meanDecay);
    double root = 1 / Math.sqrt(1 - squaresDecay);
    for (int range = 0; range < ranges.count(); range++) {
      double keep = 1 - eta * ranges.of(range, settings.decay());
      if (settings.amsgrad()) {
        moveByLargest(keep, length, root, ranges.from(range), ranges.to(range));
      } else {
        move(keep, length, root, ranges.from(range), ranges.to(range));
      }
    }
    metric.apply(x, eta, settings.amsgrad() ? largest : squares, root, settings.epsilon());
    return loss;
  }

  private void move(double keep, double length, double root, int from, int to) {
    double[] x = this.x;
    double[] g = gradient.values;
    double[] m = mean;
    double[] v = squares;
    double beta1 = settings.beta1();
    double beta2 = settings.beta2();
    double fresh1 = 1 - beta1;
    double fresh2 = 1 - beta2;
    double epsilon = settings.epsilon();
    for (int i = from; i < to; i++) {
      double first = beta1 * m[i] + fresh1 * g[i];
      double second = beta2 * v[i] + fresh2 * g[i] * g[i];
      m[i] = first;
      v[i] = second;
      double move = length * first / (root * Math.sqrt(second) + epsilon);
      x[i] = keep * x[i] - (move + 0 * second);
    }
  }

  private void moveByLargest(double keep, double length, double root, int from, int to) {
    double[] x = this.x;
    double[] g = gradient.values;
    double[] m = mean;
    double[] v = squares;
    double[] top = largest;
    double beta1 = settings.beta1();
    double beta2 = settings.beta2();
    double fresh1 = 1 - beta1;
    double fresh2 = 1 - beta2;
    double epsilon = settings.epsilon();
    for (int i = from; i < to; i++) {
      double first = beta1 * m[i] + fresh1 * g[i];
      double second = beta2 * v[i] + fresh2 * g[i] * g[i];
      double high = Math.max(top[i], second);
      m[i] = first;
      v[i] = second;
      top[i] = high;
      double move = length * first / (root * Math.sqrt(high) + epsilon);
      x[i] = keep * x[i] - (move + 0 * high);
    }
  }

  @Override
  public void fields(StateVisitor fields) {
    fields.vector("x", x);
    fields.vector("mean", mean);
    fields.vector("squares", squares);
    fields.vector("largest", largest);
    meanDecay = fields.number("meanDecay", meanDecay);
    squaresDecay = fields.number("squaresDecay", squaresDecay);
  }
}
