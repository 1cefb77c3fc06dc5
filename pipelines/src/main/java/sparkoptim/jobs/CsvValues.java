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
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
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

  private final DataType[] types;
  private final Set<UTF8String> nulls = new HashSet<>();
  private final byte decimal;
  private final byte thousands;
  private final String dateFormat;
  private final String timestampFormat;
  private final String locale;
  private final String zone;
  private transient DateTimeFormatter days;
  private transient DateTimeFormatter moments;

  CsvValues(StructType schema, CsvDialect dialect) {
    types = Arrays.stream(schema.fields()).map(StructField::dataType).toArray(DataType[]::new);
    dialect.nulls().forEach(text -> nulls.add(UTF8String.fromString(text)));
    decimal = (byte) dialect.decimal().charAt(0);
    thousands = dialect.thousands().isEmpty() ? 0 : (byte) dialect.thousands().charAt(0);
    dateFormat = dialect.option("dateFormat").orElse(null);
    timestampFormat = dialect.option("timestampFormat").orElse(null);
    locale = dialect.option("locale").orElse("en-US");
    zone = dialect.option("timeZone").orElseGet(() -> SQLConf.get().sessionLocalTimeZone());
  }

  /** Refuses types that a text is not turned into. */
  static void refuseOthers(StructType schema) {
    for (StructField field : schema.fields()) {
      DataType type = field.dataType();
      boolean known =
          type instanceof StringType
              || type instanceof BooleanType
              || type instanceof DateType
              || type instanceof TimestampType
              || isNumber(type);
      if (!known) {
        throw new JobException(
            "data.schema: column %s is %s, which CSV is not read as"
                .formatted(field.name(), type.sql()));
      }
    }
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
   * @param drops whether rows with a value that does not fit, or with a corrupt record behind their
   *     columns, are left out
   */
  Iterator<RowBlock> of(Iterator<RowBlock> texts, boolean drops) {
    return new Iterator<>() {
      private final UnsafeRowWriter writer = new UnsafeRowWriter(types.length, 32 * types.length);

      @Override
      public boolean hasNext() {
        return texts.hasNext();
      }

      @Override
      public RowBlock next() {
        return block(texts.next(), writer, drops);
      }
    };
  }

  private RowBlock block(RowBlock texts, UnsafeRowWriter writer, boolean drops) {
    var values = new RowBlock.Builder(texts.file, texts.start, texts.number, types.length);
    UnsafeRow text = texts.newRow();
    for (int i = 0; i < texts.size(); i++) {
      texts.row(i, text);
      boolean fits = write(text, writer) && text.isNullAt(types.length);
      if (fits || !drops) {
        values.add(writer.getRow());
      }
    }
    return values.build();
  }

  /** Returns whether every value fits. */
  private boolean write(UnsafeRow texts, UnsafeRowWriter writer) {
    writer.reset();
    writer.zeroOutNullBytes();
    boolean fits = true;
    for (int i = 0; i < types.length; i++) {
      UTF8String text = texts.isNullAt(i) ? null : texts.getUTF8String(i);
      boolean missing = text == null || (!nulls.isEmpty() && nulls.contains(text));
      if (missing) {
        writer.setNullAt(i);
      } else if (!write(i, text, writer)) {
        writer.setNullAt(i);
        fits &= text.trim().numBytes() == 0;
      }
    }
    return fits;
  }

  private boolean write(int column, UTF8String text, UnsafeRowWriter writer) {
    DataType type = types[column];
    if (type instanceof StringType) {
      writer.write(column, text);
      return true;
    } else if (type instanceof BooleanType) {
      String word = text.toString().strip();
      writer.write(column, word.equalsIgnoreCase("true"));
      return word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false");
    } else if (type instanceof DateType) {
      Integer day = day(text);
      writer.write(column, day == null ? 0 : day);
      return day != null;
    } else if (type instanceof TimestampType) {
      Long moment = moment(text);
      writer.write(column, moment == null ? 0L : moment);
      return moment != null;
    }
    ValueKind kind = ValueKind.of(text, decimal, thousands);
    return kind.isNumber() && writeNumber(column, kind, plain(text), writer);
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
    } else if (kind != ValueKind.INT && kind != ValueKind.LONG) {
      return false;
    }
    long whole = whole(number);
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

  boolean isMissing(UTF8String text) {
    return text == null || nulls.contains(text) || text.trim().numBytes() == 0;
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
  private byte[] plain(UTF8String text) {
    byte[] bytes = text.getBytes();
    byte[] plain = new byte[bytes.length];
    int length = 0;
    for (byte character : bytes) {
      if (character > ' ' && character != thousands) {
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
