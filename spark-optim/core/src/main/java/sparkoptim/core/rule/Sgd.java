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
 * Stochastic gradient descent, {@code x = x - eta g}; with momentum the heavy ball of Polyak 1964
 * in PyTorch's form, {@code m = momentum m + (1 - dampening) g; x = x - eta m}, where the first m
 * is g itself, undamped; with Nesterov's lookahead (Sutskever et al. 2013) {@code x = x - eta (g +
 * momentum m)}. The step size is outside m: a change of eta acts on all of m at once.
 *
 * @param momentum in [0, 1); 0 is the plain step, the only one with a proximal step
 * @param dampening in [0, 1); 0 without momentum
 * @param nesterov needs momentum, and no dampening
 */
public record Sgd(double momentum, double dampening, boolean nesterov) implements UpdateRule {
  /** Without momentum. */
  public static final Sgd DEFAULT = new Sgd(0, 0, false);

  public Sgd {
    Settings.check(momentum >= 0 && momentum < 1, "sgd", "momentum", "in [0, 1)", momentum);
    Settings.check(dampening >= 0 && dampening < 1, "sgd", "dampening", "in [0, 1)", dampening);
    if (momentum == 0 && dampening > 0) {
      throw new IllegalArgumentException(
          "sgd: dampening must be 0 without momentum, was " + dampening);
    }
    if (nesterov && (momentum == 0 || dampening > 0)) {
      throw new IllegalArgumentException(
          "sgd: nesterov must have momentum > 0 and dampening 0, was momentum %s, dampening %s"
              .formatted(momentum, dampening));
    }
  }

  @Override
  public Set<Capability> offers() {
    return momentum == 0
        ? Set.of(Capability.ONE_EVALUATION, Capability.UNSCALED, Capability.PROXIMAL)
        : Set.of(Capability.ONE_EVALUATION);
  }

  @Override
  public boolean supportsLazyUpdates() {
    return momentum == 0;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return context.dense() == null
        ? new State(context, point)
        : new LazyDescent(context.dense(), point);
  }

  private final class State implements Run {
    private final Prox prox;
    private final double[] x;
    private final double[] velocity;
    private final Gradient gradient;
    private boolean begun;

    State(RunContext context, double[] point) {
      prox = context.prox();
      x = point.clone();
      velocity = new double[momentum == 0 ? 0 : x.length];
      gradient = new Gradient(x.length);
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double loss = oracle.evaluate(x, gradient);
      if (momentum == 0) {
        plain(x, gradient, eta);
        prox.apply(x, eta);
      } else {
        double fresh = begun ? 1 - dampening : 1;
        if (nesterov) {
          nesterov(x, gradient.values, velocity, eta, momentum);
        } else {
          heavyBall(x, gradient.values, velocity, eta, momentum, fresh);
        }
        begun = true;
      }
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
      fields.vector("velocity", velocity);
      begun = fields.flag("begun", begun);
    }
  }

  private static void plain(double[] x, Gradient gradient, double eta) {
    double[] g = gradient.values;
    if (gradient.count >= 0) {
      touched(x, g, gradient.touched, gradient.count, eta);
      return;
    }
    for (int i = 0; i < x.length; i++) {
      x[i] -= eta * g[i];
    }
  }

  private static void touched(double[] x, double[] g, int[] touched, int count, double eta) {
    for (int k = 0; k < count; k++) {
      int i = touched[k];
      x[i] -= eta * g[i];
    }
  }

  private static void heavyBall(
      double[] x, double[] g, double[] velocity, double eta, double momentum, double fresh) {
    for (int i = 0; i < x.length; i++) {
      double moved = momentum * velocity[i] + fresh * g[i];
      velocity[i] = moved;
      x[i] -= eta * moved;
    }
  }

  private static void nesterov(
      double[] x, double[] g, double[] velocity, double eta, double momentum) {
    for (int i = 0; i < x.length; i++) {
      double moved = momentum * velocity[i] + g[i];
      velocity[i] = moved;
      x[i] -= eta * (g[i] + momentum * moved);
    }
  }
}
