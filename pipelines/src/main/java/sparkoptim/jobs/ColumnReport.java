// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * What one column of a data file holds.
 *
 * @param missing nulls and NaN
 * @param distinct about how many different values there are
 * @param dates whether texts look like dates
 */
record ColumnReport(
    String name, DataType type, long rows, long missing, long distinct, boolean dates) {
  /** Of fewer values than one row in this many, some of the rows that train may have none. */
  private static final long SPARSE = 20;

  /** Looks at all columns in one pass. */
  static List<ColumnReport> of(Dataset<Row> rows) {
    List<StructField> fields = List.of(rows.schema().fields());
    ColumnCounts counts = ColumnCounts.of(rows, fields, true);
    return fields.stream()
        .map(
            field -> {
              ColumnCounts.Counts of = counts.of(field.name());
              return new ColumnReport(
                  field.name(),
                  field.dataType(),
                  counts.rows(),
                  of.missing(),
                  of.distinct(),
                  of.dates());
            })
        .toList();
  }

  /** Returns whether the values only number the rows. */
  boolean isIndex() {
    return type instanceof IntegralType
        && distinct >= 0.9 * rows
        && name.matches("(?i)_c0|(row)?_?(id|index|names?|num(ber)?)|.*_id|obs|unnamed.*|x|no|i");
  }

  /** Returns why the column makes no good feature, if it does not. */
  Optional<String> unfit() {
    boolean known =
        type instanceof NumericType || type instanceof BooleanType || type instanceof StringType;
    if (!known) {
      return Optional.of("no number or text");
    } else if (distinct == 0) {
      return Optional.of("no values");
    } else if (SPARSE * (rows - missing) < rows) {
      return Optional.of("hardly any values");
    } else if (distinct == 1 && missing == 0) {
      return Optional.of("one value");
    } else if (dates) {
      return Optional.of("dates");
    } else if (isIndex()) {
      return Optional.of("numbers the rows");
    } else if (type instanceof StringType && distinct > 20 && distinct > 0.5 * rows) {
      return Optional.of("nearly every text differs");
    }
    return Optional.empty();
  }

  /** Returns the report as names and values. */
  Map<String, Object> values() {
    return Map.of(
        "name", name, "type", type.simpleString(), "missing", missing, "distinct", distinct);
  }
}
