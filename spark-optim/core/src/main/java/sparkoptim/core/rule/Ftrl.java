// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.Arrays;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * FTRL-Proximal (McMahan et al. 2013, Algorithm 1), which leads every coordinate to the least of
 * all gradients so far, of proximal terms around the points where they were taken, and of two
 * penalties that count once and not once a step:
 *
 * <pre>{@code
 * n = n + g^2;  q' = n^power / eta
 * z = z + g - (q' - q) x;  q = q'
 * x = -sign(z) max(|z| - l1, 0) / (q + 2 l2)
 * }</pre>
 *
 * <p>z and q start at 0 and n at the initial accumulator, whose first q is of the first step. A
 * change of eta alone moves nothing; a step with eta = 0 does nothing. Without penalties and with n
 * starting at 0 the steps are those of {@link Adagrad} without its epsilon, and a coordinate whose
 * gradient was always 0 stays where it is. An initial accumulator above 0 pulls towards 0, as in
 * TensorFlow and BigDL: where it is large beside the squares of gradients, the first step goes to
 * about 0 from wherever the run starts. Where squares overflow, the run ends as diverged.
 *
 * @param power of the sum of squares by which steps shorten, &gt;= 0; 1/2 is the paper's
 * @param initialAccumulator what every n starts at, &gt;= 0
 * @param l1 strength of {@code l1 |x|}, &gt;= 0
 * @param l2 strength of {@code l2 x^2}, &gt;= 0
 */
public record Ftrl(double power, double initialAccumulator, double l1, double l2)
    implements UpdateRule {
  /** The paper's power, without penalties; runs go on from where they start. */
  public static final Ftrl DEFAULT = new Ftrl(0.5, 0, 0, 0);

  public Ftrl {
    Settings.notNegative("ftrl", "power", power);
    Settings.notNegative("ftrl", "initialAccumulator", initialAccumulator);
    Settings.notNegative("ftrl", "l1", l1);
    Settings.notNegative("ftrl", "l2", l2);
  }

  /** Returns TensorFlow's and BigDL's. */
  @Override
  public double defaultStepSize() {
    return 0.001;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(point);
  }

  private final class State implements Run {
    private final Gradient gradient;
    private final double[] x;
    private final double[] sums;
    private final double[] squares;

    /** The last step size; 0 before the first. */
    private double last;

    State(double[] point) {
      x = point.clone();
      gradient = new Gradient(x.length);
      sums = new double[x.length];
      squares = new double[x.length];
      Arrays.fill(squares, initialAccumulator);
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double loss = oracle.evaluate(x, gradient);
      if (eta == 0) {
        return loss;
      }
      double before = last == 0 ? eta : last;
      double[] g = gradient.values;
      double[] z = sums;
      double[] n = squares;
      double twice = 2 * l2;
      for (int i = 0; i < x.length; i++) {
        double square = n[i] + g[i] * g[i];
        double weight = raised(square) / eta;
        double sum = z[i] + g[i] - (weight - raised(n[i]) / before) * x[i];
        n[i] = square;
        z[i] = sum;
        double bound = weight + twice;
        if (bound != 0) { // else nothing holds the coordinate, and nothing has moved it
          x[i] = l1 == 0 ? -sum / bound : -Math.signum(sum) * over(Math.abs(sum), l1) / bound;
        }
      }
      last = eta;
      return loss;
    }

    /** The part of a size above a bound; NaN is above all. */
    private static double over(double size, double bound) {
      return size <= bound ? 0 : size - bound;
    }

    /** A root is the same on every machine, and quicker than a power. */
    private double raised(double square) {
      return power == 0.5 ? Math.sqrt(square) : StrictMath.pow(square, power);
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("sums", sums);
      fields.vector("squares", squares);
      last = fields.number("last", last);
    }
  }
}
