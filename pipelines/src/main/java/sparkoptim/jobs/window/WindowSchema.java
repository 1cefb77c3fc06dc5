// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import sparkoptim.jobs.DataException;

/** One schema for days that were read by themselves: the columns of the first, the new day. */
public final class WindowSchema {
  private WindowSchema() {}

  /**
   * Returns the columns of the first schema, with types that take the values of all.
   *
   * @throws DataException if a column is of numbers on one day and of something else on another
   */
  public static StructType common(List<StructType> days) {
    StructType schema = new StructType();
    for (StructField field : days.get(0).fields()) {
      DataType type = field.dataType();
      boolean nullable = field.nullable();
      for (StructType day : days) {
        Optional<StructField> other = field(day, field.name());
        nullable |= other.isEmpty() || other.get().nullable();
        if (other.isPresent()) {
          type = wider(field.name(), type, other.get().dataType());
        }
      }
      schema = schema.add(new StructField(field.name(), type, nullable, field.metadata()));
    }
    return schema;
  }

  /** Returns a schema in which columns that another has, too, are of its types. */
  public static StructType like(StructType schema, StructType other) {
    StructType like = new StructType();
    for (StructField field : schema.fields()) {
      DataType type =
          field(other, field.name()).map(StructField::dataType).orElse(field.dataType());
      like = like.add(new StructField(field.name(), type, true, field.metadata()));
    }
    return like;
  }

  private static DataType wider(String name, DataType a, DataType b) {
    if (a.equals(b)) {
      return a;
    } else if (a instanceof NumericType && b instanceof NumericType) {
      boolean fraction = isFraction(a) || isFraction(b);
      boolean decimal = a instanceof DecimalType || b instanceof DecimalType;
      return fraction || decimal ? DataTypes.DoubleType : DataTypes.LongType;
    }
    throw new DataException(
        "column %s is of type %s on the new day, and of type %s on a day of data.history"
            .formatted(name, a.simpleString(), b.simpleString()));
  }

  private static boolean isFraction(DataType type) {
    return type instanceof DoubleType || type instanceof FloatType;
  }

  private static Optional<StructField> field(StructType schema, String name) {
    return Arrays.stream(schema.fields()).filter(field -> field.name().equals(name)).findFirst();
  }

  /** Returns rows with exactly the columns of a schema; one that they have not is null. */
  public static Dataset<Row> cast(Dataset<Row> rows, StructType schema) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : schema.fields()) {
      String name = "`" + field.name().replace("`", "``") + "`";
      Column value =
          field(rows.schema(), field.name())
              .map(
                  own ->
                      own.dataType().equals(field.dataType())
                          ? functions.col(name)
                          : functions.col(name).cast(field.dataType()))
              .orElseGet(() -> functions.lit(null).cast(field.dataType()));
      columns.add(value.as(field.name(), field.metadata()));
    }
    return rows.select(columns.toArray(Column[]::new));
  }
}
