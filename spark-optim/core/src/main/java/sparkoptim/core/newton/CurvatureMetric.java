// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

/** A positive definite estimate of the inverse of the Hessian. */
interface CurvatureMetric {
  /**
   * Applies it.
   *
   * @param gradient held part of a vector; not changed
   * @param result receives the held part of the product
   */
  void apply(double[] gradient, double[] result);

  /** Returns whether it is more than a diagonal. */
  boolean dense();
}
