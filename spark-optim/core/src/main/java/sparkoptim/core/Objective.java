// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/** A mean over examples, a mini-batch or all, plus the penalty. Every call is collective. */
public interface Objective extends Oracle {
  /** Returns the number of examples. */
  long rows();

  /**
   * Computes the loss and the variance-reduced gradient {@code grad f_B(x) - coefficient (grad
   * f_B(s) - grad f(s))} in one pass over the rows and one reduction; the penalty's gradient is
   * taken at x alone.
   *
   * @param point held part of the point; not changed
   * @param snapshot the snapshot s; null for the plain gradient
   * @param coefficient factor of the correction at the snapshot
   * @param gradient receives the held part of the gradient
   * @return the loss at the point, penalty included
   */
  double evaluate(double[] point, Snapshot snapshot, double coefficient, Gradient gradient);

  /**
   * Computes the mean over these rows of the gradient at {@code point} less that of a table's
   * slopes, and stores the new slopes in the table. The penalty's gradient is not in it.
   *
   * @param point held part of the point; not changed
   * @param table of {@link StochasticObjective#tableSize} slopes; those of these rows are replaced
   * @param difference receives the difference of the data's gradients
   * @return the loss at the point, penalty included
   */
  default double updateTable(double[] point, double[] table, Gradient difference) {
    throw new UnsupportedOperationException("this objective keeps no table of row slopes");
  }

  /**
   * Adds the gradient of the penalty at a point; does nothing without a penalty. Not collective.
   *
   * @param point held part of the point; not changed
   * @param gradient held part, added to
   */
  default void addPenalty(double[] point, double[] gradient) {}

  /**
   * Makes a pass as {@link Oracle#localEpoch}, with variance-reduced single-row steps; a null
   * snapshot means plain ones.
   *
   * @param point held part of the start; receives the average end point
   * @param snapshot the snapshot s; null for the plain gradient
   * @param coefficient factor of the correction at the snapshot
   * @param eta length of each single-row step
   * @return the loss, as in {@link Oracle#localEpoch}
   */
  default double localEpoch(double[] point, Snapshot snapshot, double coefficient, double eta) {
    throw new UnsupportedOperationException("this objective has no passes of single-row steps");
  }

  @Override
  default double localEpoch(double[] point, double eta) {
    return localEpoch(point, null, 0, eta);
  }
}
