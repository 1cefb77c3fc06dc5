package sparkoptim.core;

/** A mean over examples, a mini-batch or all, plus the penalty. Every call is collective. */
public interface Objective extends Oracle {
  /** Number of examples. */
  long rows();

  /**
   * Loss and variance-reduced gradient {@code grad f_B(x) - coefficient (grad f_B(s) - grad f(s))}
   * in one pass over the rows and one reduction; the penalty's gradient is taken at x alone.
   */
  double evaluate(double[] point, Anchor anchor, double coefficient, Gradient gradient);

  /** {@link Oracle#pass} with variance-reduced single-row steps; a null anchor means plain ones. */
  default double pass(double[] point, Anchor anchor, double coefficient, double eta) {
    throw new UnsupportedOperationException("this objective has no passes of single-row steps");
  }

  @Override
  default double pass(double[] point, double eta) {
    return pass(point, null, 0, eta);
  }
}
