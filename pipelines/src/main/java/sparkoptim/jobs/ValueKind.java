// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.TimestampType;

/** What a text in a CSV file looks like. Java's {@code 1d} and {@code 0x1p3} are no numbers. */
enum ValueKind {
  EMPTY,
  INT,
  LONG,
  /** More digits than a long has. */
  BIG,
  DECIMAL,
  BOOLEAN,
  DATE,
  TIMESTAMP,
  /** A number with a decimal comma where the decimal point is expected. */
  COMMA,
  /** A number with commas between groups of three digits. */
  GROUPED,
  TEXT;

  private static final Pattern WITH_COMMA =
      Pattern.compile("[+-]?(\\d+|\\d{1,3}(\\.\\d{3})+),\\d+([eE][+-]?\\d+)?");
  private static final Pattern WITH_GROUPS = Pattern.compile("[+-]?\\d{1,3}(,\\d{3})+(\\.\\d*)?");
  private static final Pattern DAY =
      Pattern.compile("\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])");
  private static final Pattern MOMENT =
      Pattern.compile(
          DAY + "[T ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:?\\d{2})?");

  /**
   * Returns the place of this kind's count in an array; a map would box what every value adds to.
   */
  @SuppressWarnings("EnumOrdinal") // it is never kept beyond a job
  int place() {
    return ordinal();
  }

  /** Returns whether the kind is a number as it stands. */
  boolean isNumber() {
    return this == INT || this == LONG || this == BIG || this == DECIMAL;
  }

  /** Returns the kinds that a column of a type takes; all where the type says nothing. */
  static Set<ValueKind> of(DataType type) {
    if (type instanceof IntegerType) {
      return EnumSet.of(EMPTY, INT);
    } else if (type instanceof LongType) {
      return EnumSet.of(EMPTY, INT, LONG);
    } else if (type instanceof DoubleType
        || type instanceof FloatType
        || type instanceof DecimalType) {
      return EnumSet.of(EMPTY, INT, LONG, BIG, DECIMAL);
    } else if (type instanceof BooleanType) {
      return EnumSet.of(EMPTY, BOOLEAN);
    } else if (type instanceof DateType) {
      return EnumSet.of(EMPTY, DATE);
    } else if (type instanceof TimestampType) {
      return EnumSet.of(EMPTY, DATE, TIMESTAMP);
    }
    return EnumSet.allOf(ValueKind.class);
  }

  /** Returns the kinds of values that a column takes which was of a type in other rows. */
  static Set<ValueKind> like(DataType type) {
    if (type instanceof NumericType) {
      return of(DataTypes.DoubleType);
    }
    return type instanceof DateType ? of(DataTypes.TimestampType) : of(type);
  }

  /** Returns the kind of a text, spaces around it aside. */
  static ValueKind of(byte[] text, int from, int to, byte decimal, byte thousands) {
    int end = to;
    int at = from;
    while (at < end && isSpace(text[at])) {
      at++;
    }
    while (end > at && isSpace(text[end - 1])) {
      end--;
    }
    if (at == end) {
      return EMPTY;
    }
    ValueKind number = number(text, at, end, decimal, thousands);
    return number != TEXT ? number : other(text, at, end);
  }

  private static ValueKind number(byte[] text, int start, int end, byte decimal, byte thousands) {
    int at = start;
    if (text[at] == '-' || text[at] == '+') {
      at++;
    }
    int digits = 0;
    int first = at;
    while (at < end && (isDigit(text[at]) || isBetween(text, at, first, thousands))) {
      digits += isDigit(text[at++]) ? 1 : 0;
    }
    if (at == end) {
      return digits == 0 ? TEXT : whole(text, start, end, digits);
    }
    if (text[at] == decimal) {
      at++;
      while (at < end && isDigit(text[at])) {
        digits++;
        at++;
      }
    }
    if (digits > 0 && at < end - 1 && (text[at] | 32) == 'e') {
      at++;
      at += text[at] == '-' || text[at] == '+' ? 1 : 0;
      int exponent = at;
      while (at < end && isDigit(text[at])) {
        at++;
      }
      digits = at == exponent ? 0 : digits;
    }
    return digits > 0 && at == end ? DECIMAL : TEXT;
  }

  private static boolean isBetween(byte[] text, int at, int first, byte thousands) {
    return thousands != 0 && at > first && text[at] == thousands;
  }

  private static ValueKind whole(byte[] text, int start, int end, int digits) {
    if (digits < 10) {
      return INT;
    }
    if (digits > 19) {
      return BIG;
    }
    try {
      String plain = string(text, start, end).replaceAll("[^0-9-]", "");
      long value = Long.parseLong(plain);
      return value == (int) value ? INT : LONG;
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return BIG;
    }
  }

  private static ValueKind other(byte[] text, int at, int end) {
    byte first = text[at];
    switch (first | 32) {
      case 't', 'f' -> {
        String word = string(text, at, end);
        return word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false") ? BOOLEAN : TEXT;
      }
      case 'n', 'i' -> {
        return isSpecial(string(text, at, end)) ? DECIMAL : TEXT;
      }
      default -> {
        return isDigit(first) || first == '-' || first == '+'
            ? written(string(text, at, end))
            : TEXT;
      }
    }
  }

  private static ValueKind written(String text) {
    if (DAY.matcher(text).matches()) {
      return DATE;
    } else if (MOMENT.matcher(text).matches()) {
      return TIMESTAMP;
    } else if (WITH_GROUPS.matcher(text).matches()) {
      return GROUPED;
    } else if (WITH_COMMA.matcher(text).matches()) {
      return COMMA;
    }
    return isSpecial(text) ? DECIMAL : TEXT;
  }

  private static boolean isSpecial(String text) {
    return text.equals("NaN") || text.matches("[+-]?Inf(inity)?");
  }

  private static String string(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }

  /** Not all that Java strips: a NUL is no space. */
  static boolean isSpace(byte character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }
}
