package sparkoptim.core.testing;

import sparkoptim.core.Anchor;
import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.WholeSpace;

/** {@code 1/2 sum h_i x_i^2} as a single row: every batch is the whole. */
public record Quadratic(double... curvatures) implements StochasticObjective, Objective {
  @Override
  public Space space() {
    return new WholeSpace(curvatures.length);
  }

  @Override
  public Objective full() {
    return this;
  }

  @Override
  public Objective batch(long step) {
    return this;
  }

  @Override
  public long rows() {
    return 1;
  }

  @Override
  public long stepsPerEpoch() {
    return 1;
  }

  @Override
  public void renew(Anchor anchor) {
    Gradient gradient = new Gradient(curvatures.length);
    anchor.loss = evaluate(anchor.point, gradient);
    System.arraycopy(gradient.values, 0, anchor.gradient, 0, curvatures.length);
  }

  @Override
  public double evaluate(double[] point, Gradient gradient) {
    double loss = 0;
    for (int i = 0; i < curvatures.length; i++) {
      gradient.values[i] = curvatures[i] * point[i];
      loss += curvatures[i] * point[i] * point[i] / 2;
    }
    return loss;
  }

  /** The correction vanishes: the batch is the whole. */
  @Override
  public double evaluate(double[] point, Anchor anchor, double coefficient, Gradient gradient) {
    return evaluate(point, gradient);
  }
}
