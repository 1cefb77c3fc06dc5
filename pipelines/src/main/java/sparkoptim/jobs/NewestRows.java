// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import sparkoptim.core.DidYouMean;

/** Finds the newest rows by a column of times. */
final class NewestRows {
  private NewestRows() {}

  /**
   * Returns the least value of the newest rows; rows that share it belong to them, too.
   *
   * @param count how many rows at least
   */
  static Object from(Dataset<Row> rows, String column, long count) {
    List<String> names = List.of(rows.columns());
    if (!names.contains(column)) {
      throw new JobException(
          "validate.holdout.column: the rows have no column %s; %s"
              .formatted(column, DidYouMean.hint(column, names)));
    }
    Row least =
        rows.select(Names.column(column).as("t"))
            .where("t is not null")
            .orderBy(org.apache.spark.sql.functions.col("t").desc())
            .limit(Math.toIntExact(count))
            .agg(org.apache.spark.sql.functions.min("t"))
            .head();
    if (least.isNullAt(0)) {
      throw new DataException(
          "validate.holdout.column: column %s has no value in the new rows".formatted(column));
    }
    return least.get(0);
  }
}
