package sparkoptim.core;

/** A mean over examples, a mini-batch or all, plus the penalty. Every call is collective. */
public interface Objective extends Oracle {
  /** Number of examples. */
  long rows();

  /**
   * Loss and variance-reduced gradient {@code grad f_B(x) - coefficient (grad f_B(s) - grad f(s))}
   * in one pass over the rows and one reduction; the penalty's gradient is taken at x alone.
   */
  double evaluate(double[] point, Snapshot snapshot, double coefficient, Gradient gradient);

  /**
   * Against a table of row slopes: the gradient at {@code point} less that of the tabled slopes,
   * the mean over these rows, whose new slopes are stored. The penalty's gradient is not in it.
   *
   * @param table of {@link StochasticObjective#tableSize} slopes; those of these rows are replaced
   * @param difference receives the difference of the data's gradients
   * @return the loss at the point, penalty included
   */
  default double updateTable(double[] point, double[] table, Gradient difference) {
    throw new UnsupportedOperationException("this objective keeps no table of row slopes");
  }

  /**
   * Adds the gradient of the penalty at a point; nothing without one. Not collective.
   *
   * @param gradient held part, added to
   */
  default void addPenalty(double[] point, double[] gradient) {}

  /**
   * {@link Oracle#localEpoch} with variance-reduced single-row steps; a null snapshot means plain
   * ones.
   */
  default double localEpoch(double[] point, Snapshot snapshot, double coefficient, double eta) {
    throw new UnsupportedOperationException("this objective has no passes of single-row steps");
  }

  @Override
  default double localEpoch(double[] point, double eta) {
    return localEpoch(point, null, 0, eta);
  }
}
