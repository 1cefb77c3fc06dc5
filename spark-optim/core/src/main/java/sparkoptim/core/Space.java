// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/** The part of the vectors that is held here, and inner products over all parts. */
public interface Space {
  /** Returns the number of coordinates of the whole vector. */
  int dimension();

  /** Returns the first coordinate held here. */
  int offset();

  /** Returns the number of coordinates held here. */
  int size();

  /**
   * Computes the inner products of one vector with several, over all parts, in one reduction in a
   * fixed order. Collective: every rank calls it.
   *
   * @param with held part of the one vector
   * @param vectors held parts of the others
   * @param results receives one product per vector
   */
  void dots(double[] with, double[][] vectors, double[] results);

  /**
   * Computes the inner products of two vectors over ranges of coordinates, over all parts, in a
   * fixed order. Collective: every rank calls it.
   *
   * @param a held part of one vector
   * @param b held part of the other
   * @param starts where each range begins in the whole vector, and where the last one ends
   * @param results receives one product per range
   */
  void rangeDots(double[] a, double[] b, int[] starts, double[] results);
}
