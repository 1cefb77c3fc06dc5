// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.Arrays;
import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;

/** Schedule-Free as it is written, over a function, with every weight kept. */
public final class ScheduleFreeTwin {
  /** Where gradients are taken is {@code (1 - momentum) z + momentum x}. */
  public final double momentum;

  /** Weight decay at y. */
  public final double decay;

  /** Served point. */
  public final double[] x;

  /** Fast point. */
  public final double[] z;

  private final Objective function;
  private final long warmup;
  private final double countPower;
  private final double ratePower;
  private double[] weights = {};
  private double peak;

  /** Starts at a point. */
  public ScheduleFreeTwin(
      Objective function,
      double[] point,
      double momentum,
      double decay,
      long warmup,
      double countPower,
      double ratePower) {
    this.function = function;
    x = point.clone();
    z = point.clone();
    this.momentum = momentum;
    this.decay = decay;
    this.warmup = warmup;
    this.countPower = countPower;
    this.ratePower = ratePower;
  }

  /** Where the next gradient is taken. */
  public double[] query() {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (1 - momentum) * z[i] + momentum * x[i];
    }
    return y;
  }

  /** The gradient there. */
  public double[] gradient() {
    Gradient gradient = new Gradient(x.length);
    function.evaluate(query(), gradient);
    return gradient.values;
  }

  /**
   * Moves along a direction.
   *
   * @param shrink strength of an L1 penalty
   */
  public void step(double eta, double[] direction, double shrink) {
    int k = weights.length;
    double rate = k < warmup ? eta * (k + 1) / warmup : eta;
    peak = Math.max(peak, rate);
    weights = Arrays.copyOf(weights, k + 1);
    weights[k] = Math.pow(k + 1, countPower) * Math.pow(peak, ratePower);
    double c = weights[k] / Arrays.stream(weights).sum();
    double[] y = query();
    for (int i = 0; i < x.length; i++) {
      z[i] = Shrunk.shrunk(z[i] - rate * (direction[i] + decay * y[i]), rate * shrink);
      x[i] = (1 - c) * x[i] + c * z[i];
    }
  }
}
