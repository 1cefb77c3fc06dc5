// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import sparkoptim.core.reduce.FixedTree;

/** All coordinates are held here. */
public record WholeSpace(int dimension) implements Space {
  @Override
  public int offset() {
    return 0;
  }

  @Override
  public int size() {
    return dimension;
  }

  @Override
  public void dots(double[] with, double[][] vectors, double[] results) {
    for (int i = 0; i < vectors.length; i++) {
      results[i] = FixedTree.dot(with, vectors[i]);
    }
  }

  @Override
  public void rangeDots(double[] a, double[] b, int[] starts, double[] results) {
    for (int range = 0; range + 1 < starts.length; range++) {
      results[range] = FixedTree.dot(a, b, 0, dimension, starts[range], starts[range + 1]);
    }
  }
}
