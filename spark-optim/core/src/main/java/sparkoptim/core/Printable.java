// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.Locale;

/**
 * Text from files of strangers on its way to a terminal or a log: whatever would move the cursor,
 * begin a line or turn the direction of letters is shown by its number.
 */
public final class Printable {
  private Printable() {}

  /**
   * Returns a text on one line, in which every control character is an escape such as {@code
   * \\u001b}.
   *
   * @param text any text; null stays null
   */
  public static String line(String text) {
    if (text == null || text.codePoints().noneMatch(Printable::isControl)) {
      return text;
    }
    var line = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isControl(c)) {
                line.append(String.format(Locale.ROOT, c > 0xffff ? "\\U%08x" : "\\u%04x", c));
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
