// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.Arrays;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StochasticObjective;

/** The whole objective of a run on ranks, and the whole vectors that the ranks fill together. */
final class Gathered {
  private static final int MOST_PRODUCTS = 64;

  final StochasticObjective whole;
  final int dimension;
  final double[] point;
  final Gradient gradient;
  final Snapshot snapshot;
  final double[] table;
  double loss;
  double[] packed;
  double[][] vectors = new double[0][];

  /** Never replaced: a rank may still read the last products when another brings more vectors. */
  final double[] results = new double[MOST_PRODUCTS];

  Gathered(StochasticObjective whole) {
    this.whole = whole;
    dimension = whole.space().dimension();
    point = new double[dimension];
    gradient = new Gradient(dimension);
    snapshot = new Snapshot(dimension);
    table = new double[whole.offers().contains(Capability.ROW_TABLE) ? whole.tableSize() : 0];
  }

  /** Makes room for so many vectors. By every rank before it fills its part. */
  synchronized void reserve(int count) {
    int known = vectors.length;
    if (known < count) {
      double[][] more = Arrays.copyOf(vectors, count);
      for (int i = known; i < count; i++) {
        more[i] = new double[dimension];
      }
      vectors = more;
    }
  }

  /** Products of the point's array with so many vectors. */
  void dots(int count) {
    whole.space().dots(point, Arrays.copyOf(vectors, count), results);
  }

  /** Products of the point's array and the first vector over ranges. */
  void rangeDots(int[] starts) {
    whole.space().rangeDots(point, vectors[0], starts, results);
  }
}
