// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import sparkoptim.core.PlainText;

/** Formatting that does not depend on the machine's locale. */
final class Text {
  private static final int MAX_QUOTED = 120;
  private static final int MAX_LINE = 600;

  private Text() {}

  static String of(String format, Object... values) {
    return PlainText.of(format, values);
  }

  /** Returns a text without control characters, short enough for one line of a message. */
  static String oneLine(String text) {
    String plain = PlainText.line(text);
    return plain.length() <= MAX_LINE ? plain : plain.substring(0, MAX_LINE - 3) + "...";
  }

  /** Returns the beginning of a text from the data, short enough for a message. */
  static String shortened(String text) {
    String line = oneLine(text);
    return line.length() <= MAX_QUOTED ? line : line.substring(0, MAX_QUOTED - 3) + "...";
  }
}
