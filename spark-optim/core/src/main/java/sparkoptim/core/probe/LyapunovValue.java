// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import java.util.function.Consumer;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Probe;
import sparkoptim.core.rule.PrimalAveraging;
import sparkoptim.core.stepsize.Constant;

/**
 * The value that the primal-averaging form of momentum (Defazio, arXiv 2010.00406) brings down:
 * {@code V = f(x) + 1/2 (c / eta) (1 - L c eta) / (1 - c)^2 ||z - x||^2}. With full gradients, an
 * L-smooth f, constant eta and {@code c < 1}, and {@code eta <= (2 - c) / L}, every step has {@code
 * V' <= V - c eta / 2 ||grad f(x)||^2}, although f itself may rise. Beyond {@code eta = 1 / (L c)}
 * the weight is negative and V says nothing. Derived for this form; the paper's theorem is another.
 *
 * <p>x and z are read from the run's rule, which must name them so. A look costs one evaluation of
 * all rows, one reduction, two vectors.
 *
 * @param smoothness L, > 0: no curvature of f is larger
 * @param c share of z in the average, in (0, 1)
 * @param eta step size, > 0
 * @param to receives every look
 */
public record LyapunovValue(double smoothness, double c, double eta, Consumer<Look> to)
    implements Probe {
  /**
   * The result of a look.
   *
   * @param step the step that the run was about to make
   * @param value V
   * @param loss f(x)
   * @param gradientNorm norm of the full gradient at x
   * @param distance of z from x
   */
  public record Look(long step, double value, double loss, double gradientNorm, double distance) {}

  public LyapunovValue {
    if (!(smoothness > 0 && smoothness < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "lyapunov value: smoothness must be finite and > 0, was " + smoothness);
    }
    if (!(c > 0 && c < 1)) {
      throw new IllegalArgumentException("lyapunov value: c must be in (0, 1), was " + c);
    }
    if (!(eta > 0 && eta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("lyapunov value: eta must be finite and > 0, was " + eta);
    }
  }

  /**
   * Returns a probe with c and eta of a method.
   *
   * @throws IllegalArgumentException if it is not {@code spa} with both constant
   */
  public static LyapunovValue of(OptimMethod method, double smoothness, Consumer<Look> to) {
    if (method.rule() instanceof PrimalAveraging spa
        && spa.averaging() instanceof Constant c
        && method.stepSize() instanceof Constant eta) {
      return new LyapunovValue(smoothness, c.value(), eta.value(), to);
    }
    throw new IllegalArgumentException(
        "lyapunov value: the method must be spa with constant averaging and step size, was "
            + method);
  }

  /** Returns the weight of {@code ||z - x||^2}. */
  public double weight() {
    return c / eta * (1 - smoothness * c * eta) / ((1 - c) * (1 - c)) / 2;
  }

  /**
   * Looks at x and z.
   *
   * @throws IllegalArgumentException if the run's rule has none
   */
  @Override
  public void look(Loop run) {
    FieldReader fields = FieldReader.of(run);
    double[] x = fields.vector("rule.x");
    double apart = SnapshotDistance.square(run, fields.vector("rule.z"), x);
    Gradient gradient = new Gradient(x.length);
    double loss = run.objective().full().evaluate(x, gradient);
    double[] square = new double[1];
    run.context().space().dots(gradient.values, new double[][] {gradient.values}, square);
    double value = loss + weight() * apart;
    to.accept(new Look(run.step(), value, loss, Math.sqrt(square[0]), Math.sqrt(apart)));
  }
}
