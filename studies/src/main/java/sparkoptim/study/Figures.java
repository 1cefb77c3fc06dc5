// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as text, the same in every locale. */
public final class Figures {
  private Figures() {}

  /** Formats like {@link String#format}. */
  public static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /**
   * Returns a number as {@link #rounded}, or with fewer digits where it has no more; others as
   * text.
   */
  static String text(Object value) {
    if (!(value instanceof Double number)) {
      return String.valueOf(value);
    }
    String rounded = rounded(number);
    if (!Double.isFinite(number)) {
      return rounded;
    }
    String exact = BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    return exact.length() < rounded.length() ? exact : rounded;
  }

  /** Formats a number with four significant digits. */
  static String rounded(double number) {
    double size = Math.abs(number);
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "-" : String.valueOf(number);
    }
    return size >= 1e-4 && size < 1e5
        ? text("%." + digitsAfterPoint(size) + "f", number)
        : text("%.3e", number);
  }

  private static int digitsAfterPoint(double size) {
    return (int) Math.max(0, 3 - Math.floor(Math.log10(size)));
  }
}
