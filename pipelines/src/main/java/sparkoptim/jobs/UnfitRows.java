// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Rows that cannot be read as rows of the data, where they are set aside and do not end the job: a
 * column behind those of the data says why.
 */
final class UnfitRows {
  /** The reason; null for rows that are as they should be. */
  static final String COLUMN = "__unfit";

  static final StructField FIELD = DataTypes.createStructField(COLUMN, DataTypes.StringType, true);

  private UnfitRows() {}

  /** Returns the column of reasons, where rows have one. */
  static Optional<Column> reason(Dataset<Row> rows) {
    return Arrays.asList(rows.columns()).contains(COLUMN)
        ? Optional.of(Names.column(COLUMN))
        : Optional.empty();
  }

  /** Returns the rows that are as they should be. */
  static Dataset<Row> without(Dataset<Row> rows) {
    return reason(rows).map(why -> rows.where(why.isNull()).drop(COLUMN)).orElse(rows);
  }

  /** Returns rows with one reason more, behind those that they have. */
  static Dataset<Row> marked(Dataset<Row> rows, Column reason) {
    Column all = reason(rows).map(known -> functions.coalesce(known, reason)).orElse(reason);
    return rows.withColumn(COLUMN, all);
  }

  /** Returns the reason for a value that is not of the type of its column. */
  static String ofValue(String column, String type, String value) {
    return "column %s is %s, not '%s'".formatted(column, type, Text.shortened(value));
  }

  /** Returns the reason for a row that is none. */
  static String ofRow(String row) {
    return "the row does not fit the columns: " + Text.shortened(row);
  }
}
