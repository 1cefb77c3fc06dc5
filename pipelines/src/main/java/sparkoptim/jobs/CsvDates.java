// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/** Dates that are written as {@code data.options.dateFormat} or {@code timestampFormat} says. */
final class CsvDates {
  private CsvDates() {}

  /** Returns whether the user says how values of a type are written. */
  static boolean hasFormat(CsvDialect dialect, DataType type) {
    return (type instanceof DateType && dialect.option("dateFormat").isPresent())
        || (type instanceof TimestampType && dialect.option("timestampFormat").isPresent());
  }

  /** Returns a schema in which columns of texts that all are dates so written are dates. */
  static StructType found(CsvTexts texts, StructType schema, CsvDialect dialect) {
    StructType found = schema;
    for (DataType type : List.of(DataTypes.DateType, DataTypes.TimestampType)) {
      found = hasFormat(dialect, type) ? found(texts, found, dialect, type) : found;
    }
    return found;
  }

  private static StructType found(
      CsvTexts texts, StructType schema, CsvDialect dialect, DataType type) {
    int width = schema.size();
    var values = new CsvValues(schema, dialect);
    long[] counts = new long[2 * width];
    CsvTexts.Form form = texts.form();
    for (long[] part :
        texts
            .blocks()
            .collect(
                blocks -> List.of(counted(blocks, form.row(), width, values, type)).iterator())) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += part[i];
      }
    }
    var found = new StructType();
    for (int i = 0; i < width; i++) {
      StructField field = schema.fields()[i];
      boolean all =
          field.dataType() instanceof StringType
              && counts[2 * i] > 0
              && counts[2 * i] == counts[2 * i + 1];
      found = found.add(all ? new StructField(field.name(), type, true, field.metadata()) : field);
    }
    return found;
  }

  /** Returns for each column how many values there are, and how many of them are dates. */
  private static long[] counted(
      Iterator<RowBlock> blocks, CsvRow row, int width, CsvValues values, DataType type) {
    long[] counts = new long[2 * width];
    while (blocks.hasNext()) {
      RowBlock block = blocks.next();
      for (int r = 0; r < block.size(); r++) {
        row.move(block, r);
        for (int i = 0; i < width; i++) {
          if (!values.isMissing(row, i)) {
            counts[2 * i]++;
            counts[2 * i + 1] += values.isFormatted(row.text(i), type) ? 1 : 0;
          }
        }
      }
    }
    return counts;
  }
}
