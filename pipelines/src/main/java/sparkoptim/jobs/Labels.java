// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The recoding of labels that {@code data.relabel = sorted} asks for: the i-th value in ascending
 * order, from 0, becomes i.
 *
 * @param values numbers or texts, ascending
 */
record Labels(String column, List<Object> values) {
  private static final int MAX_VALUES = 1000;

  /** Returns the values of a label column. */
  static Labels of(Dataset<Row> rows, String column) {
    Column label = Names.column(column);
    List<Object> values = new ArrayList<>();
    rows.select(label)
        .distinct()
        .sort(label)
        .limit(MAX_VALUES + 1)
        .collectAsList()
        .forEach(row -> values.add(row.get(0)));
    if (values.size() > MAX_VALUES) {
      throw new JobException(
          Text.of(
              "data.relabel = sorted: column %s has more than %,d values: are they classes?",
              column, MAX_VALUES));
    }
    if (values.contains(null)) {
      throw new JobException("data.relabel = sorted: column " + column + " has nulls");
    }
    return new Labels(column, values);
  }

  /** Returns the rows that the values come from, recoded. */
  Dataset<Row> apply(Dataset<Row> rows) {
    return rows.withColumn(column, recoded());
  }

  /**
   * Returns other rows, recoded.
   *
   * @throws JobException when there is a label that the training rows do not have
   */
  Dataset<Row> applyToUnseen(Dataset<Row> rows, String key) {
    Row unseen =
        rows.where(recoded().isNull())
            .agg(functions.count(functions.lit(1)), functions.min(Names.column(column)))
            .head();
    if (unseen.getLong(0) > 0) {
      throw new JobException(
          Text.of(
              "%s: %,d rows have a %s that no training row has, such as %s; known: %s",
              key, unseen.getLong(0), column, unseen.get(1), values));
    }
    return apply(rows);
  }

  private Column recoded() {
    Column[] pairs = new Column[2 * values.size()];
    for (int i = 0; i < values.size(); i++) {
      pairs[2 * i] = functions.lit(values.get(i));
      pairs[2 * i + 1] = functions.lit((double) i);
    }
    return functions.try_element_at(functions.map(pairs), Names.column(column));
  }
}
