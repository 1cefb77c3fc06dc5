// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * A point whose coordinates lag behind by the dense part of their steps, {@code -eta (c + q x)},
 * until they are read: c the drift of a variance reduction, q the weights of a penalty. Every
 * method depends on nothing but the steps so far, so that what lags is the same everywhere.
 */
public interface LazyPoint {
  /**
   * Continues with the drift {@code coefficient (grad f(s) - q s)} of a snapshot s.
   *
   * @param snapshot null for no drift
   * @param coefficient factor of the drift
   */
  void followDrift(Snapshot snapshot, double coefficient);

  /**
   * Brings coordinates up to date.
   *
   * @param coordinates indices among the held coordinates, each once
   * @param count number of leading entries of {@code coordinates} that are read
   */
  void catchUp(int[] coordinates, int count);

  /** Returns a copy of the point, up to date in all coordinates; the point stays as it is. */
  double[] current();

  /** Returns the penalty's value when the point was last up to date in all coordinates. */
  double penaltyValue();
}
