// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.core.data.ColumnRanges;
import sparkoptim.core.linear.Scaling;

/** What a user should hear of columns that get coefficient 0 for what they hold. */
final class ColumnWarnings {
  private static final int NAMED = 10;

  private ColumnWarnings() {}

  /**
   * Returns the warnings about columns.
   *
   * @param intercept whether the model has one: then a constant column has nothing to add
   */
  static List<String> of(ColumnRanges ranges, ColumnMoments moments, boolean intercept) {
    List<String> warnings = new ArrayList<>();
    if (!intercept) {
      add(
          warnings,
          ranges,
          j -> ranges.constant(j) && ranges.nonZeros(j) > 0,
          "are constant and get coefficient 0, as in MLlib; they are no intercept: set"
              + " fitIntercept = true");
    }
    add(
        warnings,
        ranges,
        j -> !ranges.constant(j) && ranges.rows() > 1 && moments.deviation(j) < Scaling.NEGLIGIBLE,
        "get coefficient 0: their values are so small, or differ by so little, that their variance"
            + " is 0 in double; multiply them, or subtract their mean");
    return warnings;
  }

  private static void add(
      List<String> warnings, ColumnRanges ranges, IntPredicate concerns, String what) {
    int[] columns = IntStream.range(0, ranges.width()).filter(concerns).toArray();
    if (columns.length > 0) {
      String names =
          IntStream.of(columns)
              .limit(NAMED)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(", "));
      String more = columns.length > NAMED ? ", ..." : "";
      warnings.add(PlainText.of("%d features (%s%s) %s", columns.length, names, more, what));
    }
  }
}
