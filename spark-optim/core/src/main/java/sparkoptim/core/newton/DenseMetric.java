// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import sparkoptim.core.MarginOracle;

/**
 * The inverse of a curvature matrix by its Cholesky factors: one, or one an output. Every rank has
 * them whole; where ranks hold parts of vectors, gradients are gathered.
 */
final class DenseMetric implements CurvatureMetric {
  private final MarginOracle oracle;
  private final int offset;
  private final Cholesky[] factors;
  private final double[] product;

  private DenseMetric(MarginOracle oracle, int offset, Cholesky[] factors, int dimension) {
    this.oracle = oracle;
    this.offset = offset;
    this.factors = factors;
    product = new double[dimension];
  }

  /**
   * Factorises packed matrices plus a diagonal.
   *
   * @param oracle gathers vectors
   * @param offset first coordinate that is held here
   * @param packed lower triangles of the blocks, one after the other
   * @param blocks number of matrices: block k is of the coordinates k, k + blocks, ...
   * @param diagonal one value for each coordinate, held here or not
   * @return the metric; null if a matrix is not positive definite
   */
  static DenseMetric of(
      MarginOracle oracle, int offset, double[] packed, int blocks, double[] diagonal) {
    int size = diagonal.length / blocks;
    Cholesky[] factors = new Cholesky[blocks];
    for (int k = 0; k < blocks; k++) {
      int at = packed.length / blocks * k;
      factors[k] = Cholesky.of(packed, at, size, diagonal, k, blocks);
      if (factors[k] == null) {
        return null;
      }
    }
    return new DenseMetric(oracle, offset, factors, diagonal.length);
  }

  @Override
  public void apply(double[] gradient, double[] result) {
    double[] whole = oracle.gather(gradient);
    for (int k = 0; k < factors.length; k++) {
      factors[k].solve(whole, product, k, factors.length);
    }
    System.arraycopy(product, offset, result, 0, result.length);
  }

  @Override
  public boolean dense() {
    return true;
  }
}
