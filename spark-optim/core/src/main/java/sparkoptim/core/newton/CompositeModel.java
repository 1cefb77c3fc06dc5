// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

/**
 * Minimises the model {@code g'p + 1/2 p'Bp + h(x + p)} of an objective with a part h that has no
 * gradient around x. It works on whole vectors and in one order, so that every rank has the same
 * bits.
 */
interface CompositeModel {
  /** Sweeps of coordinate descent before the first factor. */
  int FIRST_SWEEPS = 5;

  /** Sweeps after a factor. */
  int SWEEPS = 3;

  /** A model that takes more is left as it is. */
  int MOST_FACTORS = 200;

  /** Share of the model's decrease that a factor has to gain, else the model is solved. */
  double LEAST_PROGRESS = 1e-8;

  /** Curvature below it counts as that. */
  double LEAST_CURVATURE = 1e-300;

  /**
   * Minimises a model.
   *
   * @param b B, both triangles
   * @param g the gradient at x without h
   * @param x the point
   * @param to receives x + p
   * @return {@code g'p + h(x + p) - h(x)}, at most 0 but for rounding
   */
  double minimise(double[][] b, double[] g, double[] x, double[] to);

  /** Returns whether the last model was minimised, and not left after too many factors. */
  boolean solved();
}
