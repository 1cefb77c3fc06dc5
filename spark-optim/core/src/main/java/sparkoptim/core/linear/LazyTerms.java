package sparkoptim.core.linear;

/**
 * The dense part {@code -eta (c + q x)} of single-row steps, c the drift of the variance reduction
 * and q the penalty, put off until a row touches the coordinate, so that a step costs its row's
 * non-zeros. After t such steps {@code x = x - phi(t) eta (c + q x)} with {@code phi(t) = (1 -
 * exp(-eta q t)) / (eta q)}, the exact flow: stable at every step length, for parts of steps too,
 * and at rest where {@code c + q x = 0}.
 */
final class LazyTerms {
  private LazyTerms() {}

  /**
   * phi, the factor of {@code eta (c + q x)}.
   *
   * @param steps t, steps that did not touch the coordinate
   * @param rate eta q
   */
  static double factor(double steps, double rate) {
    return steps * Elementary.relativeExpm1(-steps * rate);
  }
}
