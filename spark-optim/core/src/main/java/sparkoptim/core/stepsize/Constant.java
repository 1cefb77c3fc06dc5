package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;

/** The same value throughout. */
public record Constant(double value) implements Schedule {
  /** 0.1. */
  public static final Constant DEFAULT = new Constant(0.1);

  public Constant {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("constant: value must be finite and >= 0, was " + value);
    }
  }

  @Override
  public double at(long count, long total) {
    return value;
  }
}
