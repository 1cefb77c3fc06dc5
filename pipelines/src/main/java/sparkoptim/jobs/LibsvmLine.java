// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The rules of one line of LIBSVM text, with a reason for every refusal. Digits are those of ASCII,
 * numbers are decimal: what only Java takes for a number, such as {@code 0x1p3} or {@code 1d}, is
 * none.
 */
final class LibsvmLine {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?((\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[Nn]a[Nn]|Infinity|inf)");

  private final byte[] text;
  private int at;
  private final int end;

  private double label;
  private int size;
  private int[] indices = new int[16];
  private double[] values = new double[16];

  private LibsvmLine(byte[] text) {
    this.text = text;
    int last = text.length;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '#') { // a comment
        last = i;
        break;
      }
    }
    while (last > 0 && (isBlank(text[last - 1]) || text[last - 1] == '\t')) {
      last--;
    }
    end = last;
    while (at < end && isBlank(text[at])) {
      at++;
    }
  }

  /** Returns whether a line holds nothing, or a comment only. */
  static boolean isEmpty(byte[] line) {
    var read = new LibsvmLine(line);
    return read.at == read.end;
  }

  /**
   * Reads a line that is not empty.
   *
   * @throws IllegalArgumentException with the reason why the line is refused
   */
  static LibsvmLine of(byte[] line) {
    var read = new LibsvmLine(line);
    read.parse();
    return read;
  }

  /**
   * Returns the last, and largest, index of a line; 0 when it has no features.
   *
   * @throws IllegalArgumentException with the reason why the line is refused
   */
  static int lastIndex(String line) {
    return of(line.getBytes(StandardCharsets.UTF_8)).lastIndex();
  }

  double label() {
    return label;
  }

  int lastIndex() {
    return size == 0 ? 0 : indices[size - 1];
  }

  /** Returns the places in a vector, from 0. */
  int[] places() {
    int[] places = Arrays.copyOf(indices, size);
    for (int i = 0; i < size; i++) {
      places[i]--;
    }
    return places;
  }

  double[] values() {
    return Arrays.copyOf(values, size);
  }

  private void parse() {
    int itemEnd = itemEnd();
    label = number(at, itemEnd, "the label", at);
    at = itemEnd;
    while (at < end) {
      at++;
      itemEnd = itemEnd();
      if (itemEnd > at) { // several spaces in a row are fine
        add(itemEnd);
      }
      at = itemEnd;
    }
  }

  private int itemEnd() {
    int place = at;
    while (place < end && text[place] != ' ') {
      place++;
    }
    return place;
  }

  private void add(int itemEnd) {
    int colon = at;
    while (colon < itemEnd && text[colon] != ':') {
      colon++;
    }
    if (colon == itemEnd) {
      throw new IllegalArgumentException("'" + text(at, itemEnd) + "' is not index:value");
    }
    int index = index(colon, itemEnd);
    double value = number(colon + 1, itemEnd, "the value of", at);
    if (index < 1) {
      throw new IllegalArgumentException(
          "indices begin at 1, '" + text(at, itemEnd) + "' has " + index);
    }
    if (index <= lastIndex()) {
      throw new IllegalArgumentException("indices must rise, " + index + " follows " + lastIndex());
    }
    if (size == indices.length) {
      indices = Arrays.copyOf(indices, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    indices[size] = index;
    values[size++] = value;
  }

  private int index(int colon, int itemEnd) {
    long index = 0;
    int place = at;
    boolean negative = place < colon && text[place] == '-';
    place += negative ? 1 : 0;
    boolean whole = place < colon && colon - place <= 10;
    while (whole && place < colon) {
      whole = NumberText.isDigit(text[place]);
      index = 10 * index + text[place++] - '0';
    }
    if (!whole || index > Integer.MAX_VALUE) {
      boolean digits = text(at, colon).matches("-?[0-9]+");
      throw new IllegalArgumentException(
          "the index of '%s' is %s"
              .formatted(text(at, itemEnd), digits ? "above 2^31 - 1" : "not a whole number"));
    }
    return (int) (negative ? -index : index);
  }

  private double number(int from, int to, String what, int itemStart) {
    double brief = NumberText.brief(text, from, to);
    return Double.isNaN(brief) ? general(from, to, what, itemStart) : brief;
  }

  private double general(int from, int to, String what, int itemStart) {
    String number = text(from, to);
    if (!NUMBER.matcher(number).matches()) {
      String named = what.endsWith("label") ? what : what + " '" + text(itemStart, to) + "'";
      throw new IllegalArgumentException(named + " is not a number ('" + number + "')");
    }
    return NumberText.of(text, from, to);
  }

  private String text(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || character == '\r';
  }
}
