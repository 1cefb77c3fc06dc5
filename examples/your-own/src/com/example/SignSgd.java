package com.example;

import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/** An update rule: {@code x = x - eta sign(g)}. */
public record SignSgd() implements UpdateRule {

  @Override
  public double defaultStepSize() {
    return 0.01; // the rule scales its steps itself, so no step size follows from the curvature
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(point.clone(), new Gradient(point.length));
  }

  private record State(double[] x, Gradient gradient) implements Run {
    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      double loss = oracle.evaluate(x, gradient);
      for (int i = 0; i < x.length; i++) {
        x[i] -= eta * Math.signum(gradient.values[i]);
      }
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x); // all that a checkpoint has to keep
    }
  }
}
