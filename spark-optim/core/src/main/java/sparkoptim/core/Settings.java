package sparkoptim.core;

/**
 * Checks of settings; every refusal is an IllegalArgumentException that names choice, setting, rule
 * and value.
 */
public final class Settings {
  private Settings() {}

  /** Refuses a value that breaks a rule, which is told as in "in [0, 1)". */
  public static void check(
      boolean holds, String choice, String setting, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: %s must be %s, was %s".formatted(choice, setting, rule, value));
    }
  }

  /** Finite and >= 0. */
  public static void notNegative(String choice, String setting, double value) {
    check(value >= 0 && Double.isFinite(value), choice, setting, "finite and >= 0", value);
  }

  /** Finite and > 0. */
  public static void positive(String choice, String setting, double value) {
    check(value > 0 && Double.isFinite(value), choice, setting, "finite and > 0", value);
  }

  /** In [0, 1]. */
  public static void fraction(String choice, String setting, double value) {
    check(value >= 0 && value <= 1, choice, setting, "in [0, 1]", value);
  }

  /** Part of a run: below 1 a share of it, from 1 on a whole number of counts. */
  public static void fractionOrCount(String choice, String setting, double value) {
    boolean counts = value >= 1 && Double.isFinite(value) && value == Math.rint(value);
    check(
        counts || (value >= 0 && value < 1),
        choice,
        setting,
        "a share in [0, 1) or a whole number of counts",
        value);
  }

  /** Not null. */
  public static void required(String choice, String setting, Object value) {
    check(value != null, choice, setting, "given", value);
  }
}
