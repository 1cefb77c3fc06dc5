// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/**
 * Defaults of {@link OptimParams} that kinds of models do not share.
 *
 * @param maxIter most passes over the rows
 * @param tol convergence tolerance
 * @param batchSize rows of a mini-batch
 */
record OptimDefaults(int maxIter, double tol, int batchSize) {
  /** Convex problems are trained until they have converged. */
  static final OptimDefaults LINEAR = new OptimDefaults(100, 1e-6, 64);
}
