// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/** The rules of one line of LIBSVM text, with a reason for every refusal. */
final class LibsvmLine {
  private LibsvmLine() {}

  /**
   * Returns the last, and largest, index of a line; 0 when it has no features.
   *
   * @throws IllegalArgumentException with the reason why the line is refused
   */
  static int lastIndex(String line) {
    int end = itemEnd(line, 0);
    number(line.substring(0, end), "the label");
    int last = 0;
    while (end < line.length()) {
      int start = end + 1;
      end = itemEnd(line, start);
      if (end > start) { // several spaces in a row are fine
        last = index(line.substring(start, end), last);
      }
    }
    return last;
  }

  private static int itemEnd(String line, int start) {
    int space = line.indexOf(' ', start);
    return space < 0 ? line.length() : space;
  }

  private static int index(String item, int last) {
    int colon = item.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("'" + item + "' is not index:value");
    }
    int index;
    try {
      index = Integer.parseInt(item.substring(0, colon));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the index of '" + item + "' is not a whole number", e);
    }
    number(item.substring(colon + 1), "the value of '" + item + "'");
    if (index < 1) {
      throw new IllegalArgumentException("indices begin at 1, '" + item + "' has " + index);
    }
    if (index <= last) {
      throw new IllegalArgumentException("indices must rise, " + index + " follows " + last);
    }
    return index;
  }

  private static void number(String text, String what) {
    try {
      Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " is not a number ('" + text + "')", e);
    }
  }
}
