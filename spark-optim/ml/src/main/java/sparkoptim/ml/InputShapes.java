// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sparkoptim.core.network.text.Shape;

/** The text of the param {@code inputShapes}: shapes with commas between, as in [1, 28, 28], []. */
final class InputShapes {
  private static final Pattern SHAPE = Pattern.compile("\\[([\\d\\s,]*)\\]\\s*(?:,\\s*|$)");

  private InputShapes() {}

  /**
   * Returns the shapes, null for [].
   *
   * @throws IllegalArgumentException if there is anything else
   */
  static List<Shape> parse(String text) {
    List<Shape> shapes = new ArrayList<>();
    String left = text.strip();
    Matcher shape = SHAPE.matcher(left);
    int at = 0;
    while (at < left.length()) {
      if (!shape.find(at) || shape.start() != at) {
        throw new IllegalArgumentException(
            "inputShapes must be shapes in brackets with commas between, as in [1, 28, 28], [16], and [] for one that the column tells, was "
                + text);
      }
      shapes.add(shape(shape.group(1), text));
      at = shape.end();
    }
    return shapes;
  }

  private static Shape shape(String sizes, String text) {
    if (sizes.isBlank()) {
      return null;
    }
    try {
      return Shape.of(
          Arrays.stream(sizes.split(",", -1))
              .map(String::strip)
              .mapToInt(Integer::parseInt)
              .toArray());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "inputShapes must have sizes of 1 and more, was " + text, e);
    }
  }
}
