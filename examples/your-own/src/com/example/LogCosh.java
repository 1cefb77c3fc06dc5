package com.example;

import sparkoptim.core.linear.ScalarLoss;

/** A loss of a linear model: {@code w^2 log cosh(r / w)} of the residual r, w its width. */
public record LogCosh(double width) implements ScalarLoss {

  public LogCosh {
    if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("log-cosh: width must be finite and > 0, was " + width);
    }
  }

  @Override
  public double value(double label, double margin) {
    double size = Math.abs(margin - label) / width;
    return width * width * (size + StrictMath.log1p(StrictMath.exp(-2 * size)) - StrictMath.log(2));
  }

  @Override
  public double slope(double label, double margin) {
    return width * StrictMath.tanh((margin - label) / width);
  }

  @Override
  public double curvature() {
    return 1; // the slope changes by at most as much as the margin
  }
}
