// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/** Texts of a CSV file as values of their types. */
record CsvTypes(CsvDialect dialect) {

  /** Returns a column of texts in the type of a field. */
  Column typed(StructField field) {
    return value(field).as(field.name(), field.metadata());
  }

  /** Returns whether all values of a row fit. */
  Column fits(StructType schema, String corrupt) {
    Column fits = functions.col(corrupt).isNull();
    for (StructField field : schema.fields()) {
      if (!(field.dataType() instanceof StringType)) {
        Column text = text(field);
        fits =
            fits.and(
                text.isNull().or(functions.trim(text).equalTo("")).or(value(field).isNotNull()));
      }
    }
    return fits;
  }

  private Column text(StructField field) {
    Column text = Names.column(field.name());
    return dialect.nulls().isEmpty()
        ? text
        : functions.when(functions.not(text.isin(dialect.nulls().toArray())), text);
  }

  private Column value(StructField field) {
    DataType type = field.dataType();
    Column text = text(field);
    if (type instanceof StringType) {
      return text;
    }
    if (hasFormat(dialect, type)) {
      return formatted(type).apply(text);
    }
    if (type instanceof DateType || type instanceof TimestampType) {
      return tryCast(functions.trim(text), type);
    }
    Column number = functions.trim(text);
    if (!dialect.thousands().isEmpty()) {
      number = functions.replace(number, functions.lit(dialect.thousands()), functions.lit(""));
    }
    if (!dialect.decimal().equals(".")) {
      number = functions.replace(number, functions.lit(dialect.decimal()), functions.lit("."));
    }
    return tryCast(number, type);
  }

  /** A cast that gives null where the text is no value of the type, in every mode of Spark's. */
  private static Column tryCast(Column text, DataType type) {
    return new Column(
        new org.apache.spark.sql.catalyst.expressions.TryEval(
            new org.apache.spark.sql.catalyst.expressions.Cast(
                text.expr(),
                type,
                scala.Option.empty(),
                org.apache.spark.sql.catalyst.expressions.EvalMode.TRY())));
  }

  /** Returns whether the user says how values of a type are written. */
  static boolean hasFormat(CsvDialect dialect, DataType type) {
    return (type instanceof DateType && dialect.option("dateFormat").isPresent())
        || (type instanceof TimestampType && dialect.option("timestampFormat").isPresent());
  }

  /** Returns a schema in which columns of texts that all fit a given format are dates. */
  StructType withDates(Dataset<Row> texts, StructType schema) {
    StructType dated = schema;
    for (DataType type : List.of(DataTypes.DateType, DataTypes.TimestampType)) {
      dated = hasFormat(dialect, type) ? dated(texts, dated, type) : dated;
    }
    return dated;
  }

  private StructType dated(Dataset<Row> texts, StructType schema, DataType type) {
    List<StructField> candidates = new ArrayList<>();
    List<Column> counts = new ArrayList<>();
    for (StructField field : schema.fields()) {
      if (field.dataType() instanceof StringType) {
        candidates.add(field);
        Column text = text(field);
        counts.add(functions.count(text));
        counts.add(functions.count(formatted(type).apply(text)));
      }
    }
    if (candidates.isEmpty()) {
      return schema;
    }
    Row counted =
        texts.agg(counts.get(0), counts.subList(1, counts.size()).toArray(Column[]::new)).head();
    var dated = new StructType();
    for (StructField field : schema.fields()) {
      int at = candidates.indexOf(field);
      boolean all =
          at >= 0
              && counted.getLong(2 * at) > 0
              && counted.getLong(2 * at) == counted.getLong(2 * at + 1);
      dated = dated.add(all ? new StructField(field.name(), type, true, field.metadata()) : field);
    }
    return dated;
  }

  private org.apache.spark.sql.expressions.UserDefinedFunction formatted(DataType type) {
    String option = type instanceof DateType ? "dateFormat" : "timestampFormat";
    String pattern = dialect.option(option).orElseThrow();
    String tag = dialect.option("locale").orElse("en-US");
    CsvSource.formatter(option, pattern, Locale.forLanguageTag(tag));
    String zone =
        dialect
            .option("timeZone")
            .orElseGet(() -> org.apache.spark.sql.internal.SQLConf.get().sessionLocalTimeZone());
    boolean day = type instanceof DateType;
    return functions.udf((String text) -> moment(text, pattern, tag, zone, day), type);
  }

  private static Object moment(String text, String pattern, String tag, String zone, boolean day) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      TemporalAccessor read =
          DateTimeFormatter.ofPattern(pattern, Locale.forLanguageTag(tag)).parse(text.strip());
      if (day) {
        return Date.valueOf(LocalDate.from(read));
      }
      return Timestamp.from(LocalDateTime.from(read).atZone(ZoneId.of(zone)).toInstant());
    } catch (DateTimeException e) {
      return null;
    }
  }
}
