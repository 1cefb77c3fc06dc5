// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Texts of a CSV file as values of their types, row by row: an expression of Spark's for each of
 * hundreds of columns takes longer to compile than the rows to read.
 */
final class CsvValues implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String[] names;
  private final DataType[] types;
  private final CsvNulls nulls;
  private final byte decimal;
  private final byte thousands;
  private final boolean isPlain;
  private final String dateFormat;
  private final String timestampFormat;
  private final String locale;
  private final String zone;
  private transient DateTimeFormatter days;
  private transient DateTimeFormatter moments;

  CsvValues(StructType schema, CsvDialect dialect) {
    names = schema.fieldNames();
    types = Arrays.stream(schema.fields()).map(StructField::dataType).toArray(DataType[]::new);
    nulls = new CsvNulls(dialect);
    decimal = (byte) dialect.decimal().charAt(0);
    thousands = dialect.thousands().isEmpty() ? 0 : (byte) dialect.thousands().charAt(0);
    isPlain = decimal == '.' && thousands == 0;
    dateFormat = dialect.option("dateFormat").orElse(null);
    timestampFormat = dialect.option("timestampFormat").orElse(null);
    locale = dialect.option("locale").orElse("en-US");
    zone = dialect.option("timeZone").orElseGet(() -> SQLConf.get().sessionLocalTimeZone());
  }

  /** What becomes of rows that do not fit. */
  enum Misfits {
    /** They have nulls for the values that do not fit. */
    KEPT,
    DROPPED,
    /** They have nulls, and the reason in one column more. */
    MARKED
  }

  /** Refuses types that a text is not turned into. */
  static void refuseOthers(StructType schema) {
    for (StructField field : schema.fields()) {
      DataType type = field.dataType();
      if (!isRead(type)) {
        throw new JobException(
            "data.schema: column %s is %s, which CSV is not read as"
                .formatted(field.name(), type.sql()));
      }
    }
  }

  /** Returns whether a text is turned into a value of the type. */
  static boolean isRead(DataType type) {
    return type instanceof StringType
        || type instanceof BooleanType
        || type instanceof DateType
        || type instanceof TimestampType
        || isNumber(type);
  }

  private static boolean isNumber(DataType type) {
    return type instanceof IntegerType
        || type instanceof LongType
        || type instanceof DoubleType
        || type instanceof FloatType
        || type instanceof DecimalType
        || type instanceof ShortType
        || type instanceof ByteType;
  }

  /**
   * Returns the same rows with values.
   *
   * @param row the form of the texts
   * @param misfits what becomes of rows with a value that does not fit, or too few or too many
   */
  Iterator<RowBlock> of(Iterator<RowBlock> texts, CsvRow row, Misfits misfits) {
    return new Iterator<>() {
      private final int fields = misfits == Misfits.MARKED ? types.length + 1 : types.length;
      private final UnsafeRowWriter writer = new UnsafeRowWriter(fields, 32 * fields);

      @Override
      public boolean hasNext() {
        return texts.hasNext();
      }

      @Override
      public RowBlock next() {
        return block(texts.next(), row, writer, misfits);
      }
    };
  }

  private RowBlock block(RowBlock texts, CsvRow row, UnsafeRowWriter writer, Misfits misfits) {
    boolean marks = misfits == Misfits.MARKED;
    int fields = marks ? types.length + 1 : types.length;
    var values = new RowBlock.Builder(texts.file, texts.start, texts.number, fields);
    for (int i = 0; i < texts.size(); i++) {
      row.move(texts, i);
      int misfit = write(row, writer);
      boolean fits = misfit < 0 && row.fits();
      if (marks) {
        mark(row, fits, misfit, writer);
      }
      if (fits || misfits != Misfits.DROPPED) {
        values.add(writer.getRow());
      }
    }
    return values.build();
  }

  /** Writes the reason why a row does not fit behind its values. */
  private void mark(CsvRow row, boolean fits, int misfit, UnsafeRowWriter writer) {
    if (fits) {
      writer.setNullAt(types.length);
      return;
    }
    String reason =
        row.fits()
            ? UnfitRows.ofValue(names[misfit], types[misfit].sql(), row.text(misfit).toString())
            : UnfitRows.ofRow(row.whole());
    writer.write(types.length, UTF8String.fromString(reason));
  }

  /** Returns the first column whose value does not fit; -1 where all do. */
  private int write(CsvRow row, UnsafeRowWriter writer) {
    writer.reset();
    writer.zeroOutNullBytes();
    int misfit = -1;
    for (int i = 0; i < types.length; i++) {
      if (nulls.isNull(row, i)) {
        writer.setNullAt(i);
      } else if (!write(i, row, writer)) {
        writer.setNullAt(i);
        boolean blank = row.text(i).trim().numBytes() == 0;
        misfit = misfit < 0 && !blank ? i : misfit;
      }
    }
    return misfit;
  }

  private boolean write(int column, CsvRow row, UnsafeRowWriter writer) {
    DataType type = types[column];
    byte[] bytes = row.bytes(column);
    int from = row.from(column);
    int to = row.to(column);
    if (type instanceof DoubleType && isPlain) {
      double brief = NumberText.brief(bytes, from, to);
      if (!Double.isNaN(brief)) {
        writer.write(column, brief);
        return true;
      }
    } else if (type instanceof StringType) {
      writer.write(column, bytes, from, to - from);
      return true;
    }
    if (isNumber(type)) {
      ValueKind kind = ValueKind.of(bytes, from, to, decimal, thousands);
      return kind.isNumber() && writeNumber(column, kind, plain(bytes, from, to), writer);
    }
    UTF8String text = row.text(column);
    if (type instanceof BooleanType) {
      String word = text.toString().strip();
      writer.write(column, word.equalsIgnoreCase("true"));
      return word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false");
    } else if (type instanceof DateType) {
      Integer day = day(text);
      writer.write(column, day == null ? 0 : day);
      return day != null;
    }
    Long moment = moment(text);
    writer.write(column, moment == null ? 0L : moment);
    return moment != null;
  }

  private boolean writeNumber(int column, ValueKind kind, byte[] number, UnsafeRowWriter writer) {
    DataType type = types[column];
    if (type instanceof DoubleType) {
      writer.write(column, NumberText.of(number, 0, number.length));
      return true;
    } else if (type instanceof FloatType) {
      writer.write(column, (float) NumberText.of(number, 0, number.length));
      return true;
    } else if (type instanceof DecimalType exact) {
      return writeDecimal(column, number, exact, writer);
    } else if (kind == ValueKind.BIG) {
      return false;
    }
    double fraction = kind == ValueKind.DECIMAL ? NumberText.of(number, 0, number.length) : 0;
    if (kind == ValueKind.DECIMAL && !NumberText.isWhole(fraction)) {
      return false;
    }
    long whole = kind == ValueKind.DECIMAL ? (long) fraction : whole(number);
    if (type instanceof LongType) {
      writer.write(column, whole);
      return true;
    } else if (type instanceof IntegerType) {
      writer.write(column, (int) whole);
      return whole == (int) whole;
    } else if (type instanceof ShortType) {
      writer.write(column, (short) whole);
      return whole == (short) whole;
    }
    writer.write(column, (byte) whole);
    return whole == (byte) whole;
  }

  private static boolean writeDecimal(
      int column, byte[] number, DecimalType type, UnsafeRowWriter writer) {
    try {
      Decimal value =
          Decimal.apply(
              new BigDecimal(new String(number, java.nio.charset.StandardCharsets.US_ASCII)));
      boolean fits = value.changePrecision(type.precision(), type.scale());
      writer.write(column, fits ? value : null, type.precision(), type.scale());
      return fits;
    } catch (NumberFormatException e) { // NaN
      writer.write(column, (Decimal) null, type.precision(), type.scale());
      return false;
    }
  }

  /** Returns whether a text is a date (or a moment) as the user says that they are written. */
  boolean isFormatted(UTF8String text, DataType type) {
    return type instanceof DateType ? day(text) != null : moment(text) != null;
  }

  boolean isMissing(CsvRow row, int column) {
    return nulls.isNull(row, column) || row.text(column).trim().numBytes() == 0;
  }

  private Integer day(UTF8String text) {
    if (dateFormat == null) {
      return (Integer) orNull(DateTimeUtils.stringToDate(text.trim()));
    }
    days = days == null ? formatter(dateFormat) : days;
    try {
      return (int) LocalDate.from(days.parse(text.toString().strip())).toEpochDay();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private Long moment(UTF8String text) {
    if (timestampFormat == null) {
      return (Long) orNull(DateTimeUtils.stringToTimestamp(text.trim(), ZoneId.of(zone)));
    }
    moments = moments == null ? formatter(timestampFormat) : moments;
    try {
      TemporalAccessor read = moments.parse(text.toString().strip());
      return DateTimeUtils.instantToMicros(
          LocalDateTime.from(read).atZone(ZoneId.of(zone)).toInstant());
    } catch (DateTimeException e) {
      return null;
    }
  }

  private DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.forLanguageTag(locale));
  }

  private static Object orNull(scala.Option<?> value) {
    return value.isDefined() ? value.get() : null;
  }

  /** Returns the bytes of a number with a decimal point and nothing around it. */
  private byte[] plain(byte[] bytes, int from, int to) {
    byte[] plain = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      byte character = bytes[i];
      if (!ValueKind.isSpace(character) && character != thousands) {
        plain[length++] = character == decimal ? (byte) '.' : character;
      }
    }
    return length == plain.length ? plain : Arrays.copyOf(plain, length);
  }

  private static long whole(byte[] digits) {
    int at = digits[0] == '-' || digits[0] == '+' ? 1 : 0;
    long value = 0;
    for (int i = at; i < digits.length; i++) {
      value = 10 * value - (digits[i] - '0'); // below zero, where the least long is
    }
    return digits[0] == '-' ? value : -value;
  }
}
