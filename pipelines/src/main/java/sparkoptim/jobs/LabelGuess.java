// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/** Which column may be the label: by its name, its values, and its place. */
final class LabelGuess {
  private static final long MAX_CLASSES = 20;

  /** In this order: what a column is called where it is the answer. */
  private static final List<String> NAMES =
      List.of(
          "label",
          "labels",
          "target",
          "class",
          "y",
          "outcome",
          "species",
          "diagnosis",
          "survived",
          "churn",
          "vote",
          "choice",
          "response",
          "default",
          "fraud",
          "is_fraud",
          "grade",
          "quality",
          "income",
          "price",
          "result",
          "status",
          "category",
          "type",
          "weather",
          "mpg");

  /** What says when or where rows are from, and is seldom what is asked. */
  private static final Set<String> PLACES =
      Set.of("date", "time", "timestamp", "year", "month", "week", "day", "hour", "quarter");

  private LabelGuess() {}

  /** Returns the columns that may be labels, the likeliest first. */
  static List<ColumnReport> candidates(List<ColumnReport> columns) {
    List<ColumnReport> fit = new ArrayList<>();
    for (ColumnReport column : columns) {
      if (isClass(column) || column.type() instanceof NumericType) {
        fit.add(column);
      }
    }
    fit.removeIf(column -> column.distinct() < 2 || column.isIndex() || column.dates());
    fit.sort(
        Comparator.<ColumnReport>comparingInt(column -> column.missing() > 0 ? 1 : 0)
            .thenComparingInt(LabelGuess::rank)
            .thenComparingInt(column -> isPlace(column) ? 1 : 0)
            .thenComparingInt(column -> column.equals(columns.get(columns.size() - 1)) ? 0 : 1)
            .thenComparingInt(column -> isClass(column) ? 0 : 1)
            .thenComparingInt(column -> -columns.indexOf(column)));
    return fit;
  }

  /** Returns whether the values are classes, few and repeated. */
  static boolean isClass(ColumnReport column) {
    boolean discrete =
        column.type() instanceof StringType
            || column.type() instanceof BooleanType
            || column.type() instanceof IntegralType
            || column.type() instanceof DecimalType
            || column.distinct() == 2;
    return discrete && column.distinct() <= MAX_CLASSES && 3 * column.distinct() <= column.rows();
  }

  private static boolean isPlace(ColumnReport column) {
    return PLACES.contains(column.name().toLowerCase(Locale.ROOT));
  }

  private static int rank(ColumnReport column) {
    int exact = NAMES.indexOf(column.name().toLowerCase(Locale.ROOT));
    return exact >= 0 ? exact : NAMES.size();
  }
}
