// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import sparkoptim.core.PlainText;

/**
 * The rows to train on, and those that tell when to stop.
 *
 * @param validation null without
 */
record ValidationSplit(Dataset<?> training, Dataset<?> validation) {

  /**
   * Splits rows by the column {@code validationIndicatorCol}, where there is one.
   *
   * @throws IllegalArgumentException if it is not there or not of booleans, has nulls, or leaves a
   *     part empty
   */
  static ValidationSplit of(ValidationParams stage, Dataset<?> dataset) {
    String name = stage.validationColumn();
    if (name == null) {
      return new ValidationSplit(dataset, null);
    }
    String[] columns = dataset.columns();
    if (!Arrays.asList(columns).contains(name)) {
      throw new IllegalArgumentException(
          PlainText.line(
              "validationIndicatorCol must name a column of booleans, and there is no column %s; there are %s"
                  .formatted(name, String.join(", ", columns))));
    }
    DataType type = dataset.schema().apply(name).dataType();
    if (!type.equals(DataTypes.BooleanType)) {
      throw new IllegalArgumentException(
          "column %s: validationIndicatorCol must be of booleans, true for rows to validate by, was %s"
              .formatted(name, type.simpleString()));
    }
    Column indicator = RowColumns.named(name);
    Row counts =
        dataset
            .select(
                count(when(indicator.isNull(), lit(1))),
                count(when(indicator, lit(1))),
                count(when(not(indicator), lit(1))))
            .head();
    if (counts.getLong(0) > 0) {
      throw new IllegalArgumentException(
          PlainText.of(
              "column %s: must be true or false, is null in %d rows", name, counts.getLong(0)));
    }
    if (counts.getLong(1) == 0 || counts.getLong(2) == 0) {
      throw new IllegalArgumentException(
          PlainText.of(
              "column %s: must be true for rows to validate by and false for rows to train on, is true in %d rows and false in %d",
              name, counts.getLong(1), counts.getLong(2)));
    }
    return new ValidationSplit(dataset.filter(not(indicator)), dataset.filter(indicator));
  }
}
