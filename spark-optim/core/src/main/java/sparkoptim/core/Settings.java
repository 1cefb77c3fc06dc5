// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * Checks of settings; every refusal is an IllegalArgumentException that names choice, setting, rule
 * and value.
 */
public final class Settings {
  private Settings() {}

  /**
   * Refuses a value that breaks a rule.
   *
   * @param holds whether the value keeps the rule
   * @param choice the choice
   * @param setting name of the setting
   * @param rule the rule in words, such as {@code in [0, 1)}
   * @param value the value of the setting
   */
  public static void check(
      boolean holds, String choice, String setting, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: %s must be %s, was %s".formatted(choice, setting, rule, value));
    }
  }

  /**
   * Checks that a setting is finite and at least 0.
   *
   * @param choice the choice
   * @param setting name of the setting
   * @param value the value of the setting
   */
  public static void notNegative(String choice, String setting, double value) {
    check(value >= 0 && Double.isFinite(value), choice, setting, "finite and >= 0", value);
  }

  /**
   * Checks that a setting is finite and above 0.
   *
   * @param choice the choice
   * @param setting name of the setting
   * @param value the value of the setting
   */
  public static void positive(String choice, String setting, double value) {
    check(value > 0 && Double.isFinite(value), choice, setting, "finite and > 0", value);
  }

  /**
   * Checks that a setting is in [0, 1].
   *
   * @param choice the choice
   * @param setting name of the setting
   * @param value the value of the setting
   */
  public static void fraction(String choice, String setting, double value) {
    check(value >= 0 && value <= 1, choice, setting, "in [0, 1]", value);
  }

  /**
   * Checks a part of a run: below 1 it is a share of the run, from 1 on a whole number of counts.
   *
   * @param choice the choice
   * @param setting name of the setting
   * @param value the value of the setting
   */
  public static void fractionOrCount(String choice, String setting, double value) {
    boolean counts = value >= 1 && Double.isFinite(value) && value == Math.rint(value);
    check(
        counts || (value >= 0 && value < 1),
        choice,
        setting,
        "a share in [0, 1) or a whole number of counts",
        value);
  }

  /**
   * Checks that a setting is not null.
   *
   * @param choice the choice
   * @param setting name of the setting
   * @param value the value of the setting
   */
  public static void required(String choice, String setting, Object value) {
    check(value != null, choice, setting, "given", value);
  }
}
