// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.nio.charset.StandardCharsets;

/** Decimal numbers from their bytes, without a text in between where they are short. */
final class NumberText {
  private static final int MAX_DIGITS = 15;
  private static final double[] TENS = new double[23];

  static {
    for (int i = 0; i < TENS.length; i++) {
      TENS[i] = Double.parseDouble("1e" + i); // exact up to 1e22
    }
  }

  private NumberText() {}

  /**
   * Returns the number that some bytes are, if it is short: few digits are a whole number over a
   * power of ten, both exact, so that one division rounds right.
   *
   * @return NaN for what is longer, or no number
   */
  static double brief(byte[] text, int from, int to) {
    int place = from;
    boolean negative = place < to && text[place] == '-';
    place += place < to && (negative || text[place] == '+') ? 1 : 0;
    long digits = 0;
    int count = 0;
    int behindPoint = -1;
    while (place < to && (isDigit(text[place]) || (text[place] == '.' && behindPoint < 0))) {
      if (text[place] == '.') {
        behindPoint = 0;
      } else {
        digits = 10 * digits + text[place] - '0';
        behindPoint += behindPoint >= 0 ? 1 : 0;
        if (++count > MAX_DIGITS) {
          return Double.NaN;
        }
      }
      place++;
    }
    if (place < to || count == 0) {
      return Double.NaN;
    }
    double value = behindPoint > 0 ? digits / TENS[behindPoint] : digits;
    return negative ? -value : value;
  }

  /** Returns the number that some bytes are, which are known to be one. */
  static double of(byte[] text, int from, int to) {
    double brief = brief(text, from, to);
    if (!Double.isNaN(brief)) {
      return brief;
    }
    String number = new String(text, from, to - from, StandardCharsets.UTF_8);
    return Double.parseDouble(
        number.replaceFirst("[Nn]a[Nn]", "NaN").replaceFirst("[Ii]nf(inity)?$", "Infinity"));
  }

  /** Returns whether a number is a whole one of 32 bits. */
  static boolean isWhole(double number) {
    return number == (int) number;
  }

  /** Returns whether a number with a point is a whole one of few digits: 17.0 is. */
  static boolean isWhole(byte[] text, int from, int to, byte point) {
    int digits = 0;
    boolean behind = false;
    for (int i = from; i < to; i++) {
      byte character = text[i];
      if (character == point) {
        behind = true;
      } else if (behind ? character > '0' : character > '9') {
        return false; // a digit behind the point, or a letter
      }
      digits += !behind && isDigit(character) ? 1 : 0;
    }
    return behind && digits <= 9;
  }

  static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }
}
