// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

/** The inverse of a curvature matrix by its Cholesky factors: one, or one an output. */
final class DenseMetric implements Metric {
  private final Cholesky[] factors;

  private DenseMetric(Cholesky[] factors) {
    this.factors = factors;
  }

  /**
   * Factorises packed matrices plus a diagonal.
   *
   * @param packed lower triangles of the blocks, one after the other
   * @param blocks number of matrices: block k is of the coordinates k, k + blocks, ...
   * @param diagonal one value a coordinate
   * @return the metric; null if a matrix is not positive definite
   */
  static DenseMetric of(double[] packed, int blocks, double[] diagonal) {
    int size = diagonal.length / blocks;
    Cholesky[] factors = new Cholesky[blocks];
    for (int k = 0; k < blocks; k++) {
      int at = packed.length / blocks * k;
      factors[k] = Cholesky.of(packed, at, size, diagonal, k, blocks);
      if (factors[k] == null) {
        return null;
      }
    }
    return new DenseMetric(factors);
  }

  @Override
  public void apply(double[] gradient, double[] result) {
    for (int k = 0; k < factors.length; k++) {
      factors[k].solve(gradient, result, k, factors.length);
    }
  }

  @Override
  public boolean dense() {
    return true;
  }
}
