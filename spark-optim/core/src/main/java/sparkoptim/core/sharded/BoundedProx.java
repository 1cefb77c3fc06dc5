// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import sparkoptim.core.Bounds;
import sparkoptim.core.Prox;

/**
 * The proximal step of a penalty within bounds: in one dimension that of the penalty, then the
 * nearest value within them.
 *
 * @param penalty without the bounds
 * @param bounds of the held coordinates
 */
record BoundedProx(Prox penalty, Bounds bounds) implements Prox {
  @Override
  public void apply(double[] point, double eta) {
    penalty.apply(point, eta);
    bounds.apply(point);
  }

  @Override
  public void apply(double[] point, double eta, double[] scale) {
    penalty.apply(point, eta, scale);
    bounds.apply(point);
  }
}
