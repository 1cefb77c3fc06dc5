// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.Locale;

/** Text for messages, files and terminals: the same in every locale, and without control. */
public final class PlainText {
  private PlainText() {}

  /**
   * Formats numbers with the digits 0 to 9, where {@code String.formatted} takes those of the
   * user's language.
   *
   * @param format as of {@link String#format}
   * @param values to put into it
   */
  public static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /**
   * Returns a text from a file of strangers on one line: whatever would move the cursor, begin a
   * line or turn the direction of letters is an escape such as {@code \\u001b}.
   *
   * @param text any text; null stays null
   */
  public static String line(String text) {
    if (text == null || text.codePoints().noneMatch(PlainText::isControl)) {
      return text;
    }
    var line = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isControl(c)) {
                line.append(of(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
              } else {
                line.appendCodePoint(c);
              }
            });
    return line.toString();
  }

  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
