// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Space;

/** The line {@code theta - e g} against the gradient g of a mini-batch at theta. */
final class GradientLine {
  private final Space space;
  private final Objective batch;
  private final double[] start;
  private final double[] moved;
  private final Gradient gradient;
  private final Gradient other;
  private final double loss;
  private final double square;

  /** Evaluates the batch at the start of the line: one evaluation, one reduction. */
  GradientLine(Space space, Objective batch, double[] start) {
    this.space = space;
    this.batch = batch;
    this.start = start;
    moved = new double[start.length];
    gradient = new Gradient(start.length);
    other = new Gradient(start.length);
    loss = batch.evaluate(start, gradient);
    square = dot(gradient.values);
  }

  /** Returns the batch's loss at the start. */
  double loss() {
    return loss;
  }

  /** Returns {@code ||g||^2}. */
  double square() {
    return square;
  }

  /** Returns the batch's loss at {@code theta - e g}. */
  double loss(double e) {
    return loss(batch, e);
  }

  /** Returns the loss of other rows at {@code theta - e g}. */
  double loss(Objective rows, double e) {
    for (int i = 0; i < moved.length; i++) {
      moved[i] = start[i] - e * gradient.values[i];
    }
    return rows.evaluate(moved, other);
  }

  /** Returns {@code <g, g - g(theta - h g)> / h}: one evaluation, one reduction. */
  double curvature(double h) {
    loss(batch, h);
    double[] change = other.values;
    for (int i = 0; i < change.length; i++) {
      change[i] = gradient.values[i] - change[i];
    }
    return dot(change) / h;
  }

  private double dot(double[] vector) {
    double[] result = new double[1];
    space.dots(gradient.values, new double[][] {vector}, result);
    return result[0];
  }
}
