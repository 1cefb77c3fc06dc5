// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigUtil;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What a job must know of columns before stages see them, counted in one pass. Not by an aggregate
 * of Spark's, which takes minutes to plan where there are hundreds of columns.
 */
record ColumnCounts(long rows, Map<String, Counts> columns) {
  /** Up to here distinct values are counted one by one. */
  private static final int MAX_DISTINCT = 5_000;

  private static final Pattern DATE =
      Pattern.compile(
          "\\s*(\\d{4}([-/.])\\d{1,2}\\2\\d{1,2}|\\d{1,2}([-/.])\\d{1,2}\\3\\d{2,4})([T ].*)?");

  /**
   * Counts of one column.
   *
   * @param missing nulls, and NaN in a column of numbers
   * @param blanks empty texts
   * @param distinct how many different values there are, about so where there are many
   * @param mean of the numbers; null without any
   * @param dates whether the texts, as far as they were kept, all look like dates
   */
  record Counts(long missing, long blanks, long distinct, Double mean, boolean dates) {}

  /** Counts columns; values that differ are counted of texts only. */
  static ColumnCounts of(Dataset<Row> rows, List<StructField> fields) {
    return of(rows, fields, false);
  }

  /**
   * Counts columns.
   *
   * @param numbers whether numbers that differ are counted, too
   */
  static ColumnCounts of(Dataset<Row> rows, List<StructField> fields, boolean numbers) {
    if (fields.isEmpty()) {
      return new ColumnCounts(rows.count(), Map.of());
    }
    DataType[] types = fields.stream().map(StructField::dataType).toArray(DataType[]::new);
    List<Tally> parts = // Spark's own rows: plain ones would be made of boxed values
        rows.select(columns(fields))
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(partition -> partition(partition, types, numbers))
            .collect();
    var all = new Tally(types, numbers);
    parts.forEach(all::merge);
    Map<String, Long> many = many(rows, fields, all);
    Map<String, Counts> counts = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.get(i).name();
      long filled = all.numbers[i];
      counts.put(
          name,
          new Counts(
              all.missing[i],
              all.blanks[i],
              many.getOrDefault(name, (long) all.values.get(i).size()),
              filled == 0 ? null : all.sums[i] / filled,
              isDates(all.values.get(i))));
    }
    return new ColumnCounts(all.rows, counts);
  }

  private static boolean isDates(Set<Object> values) {
    return !values.isEmpty()
        && values.stream()
            .allMatch(v -> v instanceof UTF8String && DATE.matcher(v.toString()).matches());
  }

  private static Column[] columns(List<StructField> fields) {
    return fields.stream().map(field -> Names.column(field.name())).toArray(Column[]::new);
  }

  /** Columns of many values are estimated, a few at a time. */
  private static Map<String, Long> many(Dataset<Row> rows, List<StructField> fields, Tally tally) {
    Map<String, Long> many = new LinkedHashMap<>();
    List<StructField> full = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      if (tally.values.get(i).size() > MAX_DISTINCT) {
        full.add(fields.get(i));
      }
    }
    int step = 20;
    for (int from = 0; from < full.size(); from += step) {
      List<StructField> some = full.subList(from, Math.min(full.size(), from + step));
      Column[] counts =
          some.stream()
              .map(field -> functions.approx_count_distinct(Names.column(field.name())))
              .toArray(Column[]::new);
      Row counted = rows.agg(functions.lit(0), counts).head();
      for (int i = 0; i < some.size(); i++) {
        many.put(some.get(i).name(), counted.getLong(i + 1));
      }
    }
    return many;
  }

  private static Iterator<Tally> partition(
      Iterator<InternalRow> rows, DataType[] types, boolean numbers) {
    var tally = new Tally(types, numbers);
    while (rows.hasNext()) {
      tally.add(rows.next());
    }
    return List.of(tally).iterator();
  }

  /** The counts of some rows. */
  private static final class Tally implements Serializable {
    private static final long serialVersionUID = 1L;

    private final DataType[] types;
    private final boolean ofNumbers;
    private final long[] missing;
    private final long[] blanks;
    private final long[] numbers;
    private final double[] sums;
    private final List<Set<Object>> values = new ArrayList<>();
    private long rows;

    Tally(DataType[] types, boolean ofNumbers) {
      this.types = types;
      this.ofNumbers = ofNumbers;
      missing = new long[types.length];
      blanks = new long[types.length];
      numbers = new long[types.length];
      sums = new double[types.length];
      for (int i = 0; i < types.length; i++) {
        values.add(new HashSet<>());
      }
    }

    void add(InternalRow row) {
      rows++;
      for (int i = 0; i < types.length; i++) {
        if (row.isNullAt(i)) {
          missing[i]++;
        } else if (types[i] instanceof NumericType) {
          addNumber(i, number(row, i), row);
        } else if (types[i] instanceof StringType) {
          UTF8String text = row.getUTF8String(i);
          blanks[i] += text.numBytes() == 0 ? 1 : 0;
          addText(values.get(i), text);
        } else if (types[i] instanceof BooleanType && ofNumbers) {
          values.get(i).add(row.getBoolean(i));
        }
      }
    }

    private double number(InternalRow row, int column) {
      DataType type = types[column];
      if (type instanceof DoubleType) {
        return row.getDouble(column);
      } else if (type instanceof IntegerType) {
        return row.getInt(column);
      } else if (type instanceof LongType) {
        return row.getLong(column);
      } else if (type instanceof DecimalType exact) {
        return row.getDecimal(column, exact.precision(), exact.scale()).toDouble();
      }
      return ((Number) row.get(column, type)).doubleValue();
    }

    private void addNumber(int column, double number, InternalRow row) {
      if (Double.isNaN(number)) {
        missing[column]++;
        return;
      }
      numbers[column]++;
      sums[column] += number;
      if (ofNumbers && values.get(column).size() <= MAX_DISTINCT) {
        values.get(column).add(row.get(column, types[column]));
      }
    }

    private static void addText(Set<Object> values, UTF8String text) {
      if (values.size() <= MAX_DISTINCT && !values.contains(text)) {
        values.add(text.copy()); // it lies in a row that the next one takes the place of
      }
    }

    void merge(Tally other) {
      rows += other.rows;
      for (int i = 0; i < missing.length; i++) {
        missing[i] += other.missing[i];
        blanks[i] += other.blanks[i];
        numbers[i] += other.numbers[i];
        sums[i] += other.sums[i];
        values.get(i).addAll(other.values.get(i));
      }
    }
  }

  /** Returns whether a value is missing. */
  static Column isMissing(StructField field) {
    Column column = Names.column(field.name());
    boolean fraction =
        field.dataType() instanceof DoubleType || field.dataType() instanceof FloatType;
    return fraction ? column.isNull().or(functions.isnan(column)) : column.isNull();
  }

  Counts of(String column) {
    return columns.get(column);
  }

  private String remedy() {
    List<String> empty =
        columns.keySet().stream()
            .filter(name -> columns.get(name).missing() == rows)
            .map(ConfigUtil::quoteString)
            .toList();
    return empty.isEmpty()
        ? "data.missing = mean (or median, indicator, skip) says what to do with them"
        : "data.drop = [%s] leaves out what has none".formatted(String.join(", ", empty));
  }

  /**
   * Refuses missing values, of all columns in one message.
   *
   * @param place which rows, for the message
   */
  void refuseMissing(String place) {
    List<String> faults = new ArrayList<>();
    columns.forEach(
        (name, count) -> {
          if (count.missing() > 0) {
            faults.add(Text.of("%s in %,d", name, count.missing()));
          }
        });
    if (!faults.isEmpty()) {
      throw new UnfitRowsException(
          Text.of(
              "%s: of %,d rows, values are missing: %s. %s",
              place, rows, Text.shortened(String.join(", ", faults)), remedy()));
    }
  }
}
