// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.trajectory;

/** Checks of arguments. */
final class Requirements {
  private Requirements() {}

  static void check(boolean holds, String what, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("%s must be %s, was %s".formatted(what, rule, value));
    }
  }

  /** Shares of the way to a centre: of a batch, {@code eta h}. */
  static void rates(double... lambda) {
    for (double rate : lambda) {
      check(rate >= 0 && rate <= 1, "lambda", "in [0, 1]", rate);
    }
  }
}
