package sparkoptim.core;

/**
 * A point whose coordinates lag behind by the dense part of their steps, {@code -eta (c + q x)},
 * until they are read: c the drift of a variance reduction, q the weights of a penalty. Every
 * method depends on nothing but the steps so far, so that what lags is the same everywhere.
 */
public interface Lagging {
  /**
   * Goes on with the drift {@code coefficient (grad f(s) - q s)} of an anchor s.
   *
   * @param anchor null for no drift
   */
  void follow(Anchor anchor, double coefficient);

  /** Brings coordinates up to date. */
  void freshen(int[] coordinates, int count);

  /** A copy of the point, up to date in all coordinates; the point stays as it is. */
  double[] current();

  /** The penalty's value when the point was last up to date in all coordinates. */
  double penaltyValue();
}
