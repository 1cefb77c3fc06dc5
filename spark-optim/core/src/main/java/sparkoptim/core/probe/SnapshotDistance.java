// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import java.util.function.Consumer;
import sparkoptim.core.Loop;
import sparkoptim.core.Probe;

/**
 * The distance {@code ||x - s||} of the query point from a snapshot: what makes variance reduction
 * fail in deep networks, by Defazio and Bottou 2019. NaN while there is no snapshot. A look costs
 * one reduction and one vector.
 *
 * @param snapshot s
 * @param to receives every look
 */
public record SnapshotDistance(Place snapshot, Consumer<Look> to) implements Probe {
  /**
   * What a look found.
   *
   * @param step the step that the run was about to make
   * @param distance Euclidean
   */
  public record Look(long step, double distance) {}

  @Override
  public void look(Loop run) {
    double[] there = snapshot.of(run);
    double distance = there == null ? Double.NaN : Math.sqrt(square(run, run.query(), there));
    to.accept(new Look(run.step(), distance));
  }

  /** Returns {@code ||a - b||^2} over all parts: one reduction. */
  static double square(Loop run, double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = a[i] - b[i];
    }
    double[] square = new double[1];
    run.context().space().dots(difference, new double[][] {difference}, square);
    return square[0];
  }
}
