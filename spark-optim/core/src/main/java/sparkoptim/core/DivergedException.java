// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/** The loss or the point became infinite or NaN. */
public class DivergedException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  private final long step;
  private final String what;
  private final double value;

  /**
   * Names the step and what was seen there.
   *
   * @param step the step at which it was seen
   * @param what was not finite, such as "the loss"
   * @param value the value that was found: infinite or NaN
   */
  public DivergedException(long step, String what, double value) {
    super(
        PlainText.of(
            "diverged at step %d: %s is %s; a smaller learning rate usually helps",
            step, what, value));
    this.step = step;
    this.what = what;
    this.value = value;
  }

  /**
   * Checks that all numbers of a result are finite.
   *
   * @param step after which they were taken
   * @param what one of them is, such as "coefficient"
   * @param values the numbers
   * @throws DivergedException naming the first that is not
   */
  public static void check(long step, String what, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new DivergedException(
            step, PlainText.of("%s %d of %d", what, i, values.length), values[i]);
      }
    }
  }

  /** Returns the step at which it was seen. */
  public long step() {
    return step;
  }

  /** Returns the name of the quantity that was not finite. */
  public String what() {
    return what;
  }

  /** Returns the value that was found: infinite or NaN. */
  public double value() {
    return value;
  }
}
