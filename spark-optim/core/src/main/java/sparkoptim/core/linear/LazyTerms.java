// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/**
 * The dense part {@code -eta (c + q x)} of single-row steps, c the drift of the variance reduction
 * and q the penalty, put off until a row touches the coordinate, so that a step costs its row's
 * non-zeros. What t steps owe is paid by one implicit step of t times the length, {@code x = x - t
 * eta (c + q x')} with x' the new x: {@code x - phi (c + q x)} with {@code phi = t eta / (1 + t eta
 * q)}. It is stable at every t and eta, takes parts of steps too, and is at rest where {@code c + q
 * x = 0}.
 */
final class LazyTerms {
  private LazyTerms() {}

  /**
   * Returns phi / eta, the factor of {@code eta (c + q x)}.
   *
   * @param steps t, steps since the coordinate was touched
   * @param rate eta q
   */
  static double factor(double steps, double rate) {
    return steps / (1 + steps * rate);
  }
}
