// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import sparkoptim.core.data.RowView;

/**
 * The dense arithmetic of a network on one device in one precision. Matrices are row-major. Used by
 * one thread at a time.
 *
 * @param <A> an array of numbers there
 */
interface Kernels<A> {
  /** Returns an array of zeros. */
  A allocate(int length);

  /**
   * Returns the parameters as numbers here: the given array itself, or a copy.
   *
   * @param room what the last call gave, which may be written over; null at first
   */
  A load(double[] parameters, A room);

  /** Copies a row, zeros written out. */
  void loadRow(RowView row, A to, int at);

  /**
   * Returns the array to which a micro-batch adds its gradient: the sum itself, or zeros.
   *
   * @param room what the last call gave, which may be written over; null at first
   */
  A begin(double[] sum, A room);

  /** Adds what {@link #begin} gave to the sum, unless it is the sum itself. */
  void end(A gradient, double[] sum);

  /** Copies the first numbers of an array to a place in another. */
  void store(A from, double[] to, int at, int length);

  /**
   * {@code c = op(a) op(b) + beta c} with op(a) of m x k and op(b) of k x n; op transposes or not.
   */
  void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      A a,
      int aAt,
      A b,
      int bAt,
      double beta,
      A c,
      int cAt);

  /** Returns the share of entries other than 0 up to which sparse products take less time. */
  double sparseShare();

  /** Returns lines of zeros. */
  A[] allocateLines(int count, int length);

  /**
   * Writes some columns of a matrix of rows x columns at a place into lines of their numbers.
   *
   * @param some ends with -1
   */
  void transpose(A from, int at, int rows, int columns, int[] some, A[] lines);

  /** Adds lines to their columns of a matrix, as above; the lines become 0. */
  void moveTransposed(A[] lines, int rows, int columns, int[] some, A to, int at);

  /**
   * {@code c += a x} for a sparse row x and a matrix of outputs x inputs.
   *
   * @param lines the columns of the matrix; null where it is given at a place
   */
  void multiply(RowView row, int outputs, A a, int aAt, A[] lines, A c, int cAt);

  /** {@code a += c x'} for a sparse row x, a as above. */
  void addOuter(RowView row, int outputs, A c, int cAt, A a, int aAt, A[] lines);

  /** Writes one row into every row of a matrix. */
  void fillRows(A from, int at, int rows, int width, A matrix);

  /** Adds every row of a matrix to one row. */
  void addRows(int rows, int width, A matrix, A to, int at);

  /** Applies an activation in place. */
  void activate(Activation activation, int length, A values);

  /** Multiplies slopes by the activation's derivative, which its outputs tell. */
  void multiplyByDerivative(Activation activation, int length, A outputs, A slopes);

  /**
   * Turns the outputs of rows into slopes of their losses, times {@code factor} and weight.
   *
   * @return the sum of the weighted losses, without the factor
   */
  double slopes(
      OutputLoss loss,
      int rows,
      int width,
      A outputs,
      double[] labels,
      double[] weights,
      double factor);
}
