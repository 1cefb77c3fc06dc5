// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/**
 * Bounds of curvature, which bound step sizes; the penalty is included. They are infinite where the
 * loss's curvature has no bound, and then no step size follows from them.
 *
 * @param rows n
 * @param mean of the mean loss over all rows, and of a single-row step's part: parts are of rows no
 *     heavier than the mean
 * @param largest of every weighted row's loss
 */
public record Smoothness(long rows, double mean, double largest) {
  /**
   * Returns the smoothness of a linear problem in its working scale.
   *
   * @param largestNorm largest weighted squared norm of a row
   */
  public static Smoothness of(LinearProblem problem, double largestNorm) {
    double penalty = 0;
    for (int j = 0; j < problem.features(); j++) {
      penalty = Math.max(penalty, problem.featurePenalty().l2Of(j));
    }
    double mean = problem.curvature() * problem.rowNorm();
    double largest = problem.curvature() * problem.rowScale() * largestNorm;
    return new Smoothness(problem.rows(), mean + penalty, Math.max(mean, largest) + penalty);
  }

  /**
   * Returns the expected smoothness of mini-batches of b rows drawn without replacement: {@code
   * n(b-1) / (b(n-1)) L + (n-b) / (b(n-1)) Lmax}. Gower et al., SGD: General Analysis and Improved
   * Rates, 2019.
   */
  public double ofBatch(long batchSize) {
    double n = rows;
    double b = Math.min(batchSize, rows);
    if (n <= 1 || mean == Double.POSITIVE_INFINITY) {
      return largest;
    }
    return n * (b - 1) / (b * (n - 1)) * mean + (n - b) / (b * (n - 1)) * largest;
  }
}
