// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.LongType;

/** What the texts of one CSV column look like, counted. */
final class CsvColumn implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAX_TEXTS = 8;

  private final long[] counts = new long[ValueKind.values().length];
  private final Map<String, Long> texts = new TreeMap<>();
  private boolean manyTexts;
  private String commaNumber = "";
  private boolean fractions;

  /**
   * Counts the value that a row has.
   *
   * @param point the decimal point
   */
  void add(ValueKind kind, CsvRow row, int column, byte point) {
    counts[kind.place()]++;
    if (kind == ValueKind.DECIMAL && !fractions) {
      fractions = !NumberText.isWhole(row.bytes(column), row.from(column), row.to(column), point);
    } else if (kind == ValueKind.TEXT && !manyTexts) {
      texts.merge(row.text(column).toString(), 1L, Long::sum);
      if (texts.size() > MAX_TEXTS) {
        manyTexts = true;
        texts.clear();
      }
    } else if ((kind == ValueKind.COMMA || kind == ValueKind.GROUPED) && commaNumber.isEmpty()) {
      commaNumber = row.text(column).toString();
    }
  }

  void merge(CsvColumn other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    commaNumber = commaNumber.isEmpty() ? other.commaNumber : commaNumber;
    manyTexts |= other.manyTexts;
    fractions |= other.fractions;
    other.texts.forEach((text, count) -> texts.merge(text, count, Long::sum));
    if (manyTexts || texts.size() > MAX_TEXTS) {
      manyTexts = true;
      texts.clear();
    }
  }

  long count(ValueKind kind) {
    return counts[kind.place()];
  }

  /** Returns the narrowest type that takes every value; text for an empty column. */
  DataType type() {
    long filled = filled();
    long ints = count(ValueKind.INT);
    long longs = ints + count(ValueKind.LONG);
    long wholes = longs + count(ValueKind.BIG);
    if (filled == 0) {
      return DataTypes.StringType;
    } else if (ints == filled) {
      return DataTypes.IntegerType;
    } else if (longs == filled) {
      return DataTypes.LongType;
    } else if (wholes == filled) {
      return DataTypes.createDecimalType(38, 0);
    } else if (wholes + count(ValueKind.DECIMAL) == filled) {
      return DataTypes.DoubleType;
    } else if (count(ValueKind.BOOLEAN) == filled) {
      return DataTypes.BooleanType;
    } else if (count(ValueKind.DATE) == filled) {
      return DataTypes.DateType;
    } else if (count(ValueKind.DATE) + count(ValueKind.TIMESTAMP) == filled) {
      return DataTypes.TimestampType;
    }
    return DataTypes.StringType;
  }

  boolean isEmpty() {
    return filled() == 0;
  }

  private long filled() {
    return Arrays.stream(counts).sum() - count(ValueKind.EMPTY);
  }

  /**
   * Returns the type for a column that was of a known type when a model was trained: that type, or
   * a wider one of numbers where values need it.
   */
  DataType typeLike(DataType known) {
    boolean big = count(ValueKind.BIG) > 0;
    if (known instanceof DecimalType exact) {
      return exact.scale() == 0 && count(ValueKind.DECIMAL) == 0 ? known : DataTypes.DoubleType;
    } else if (known instanceof IntegralType) {
      boolean isLong = known instanceof LongType || count(ValueKind.LONG) > 0;
      DataType whole = isLong ? DataTypes.LongType : DataTypes.IntegerType;
      return big || fractions ? DataTypes.DoubleType : whole;
    } else if (known instanceof DateType && count(ValueKind.TIMESTAMP) > 0) {
      return DataTypes.TimestampType;
    }
    return known;
  }

  /**
   * Returns why a column that is nearly one of numbers is one of texts, and the setting that
   * changes it, ready to paste; nothing for a column of plain texts.
   */
  Optional<String> nearlyNumbers() {
    long commas = count(ValueKind.COMMA);
    long grouped = count(ValueKind.GROUPED);
    long numbers = count(ValueKind.DECIMAL) + numbers();
    long others = texts.values().stream().mapToLong(Long::longValue).sum();
    if (type() != DataTypes.StringType || manyTexts || numbers + commas + grouped <= others) {
      return Optional.empty();
    }
    if (commas > 0 && count(ValueKind.DECIMAL) == 0) {
      return Optional.of(Text.of("of values such as '%s': data.decimal = \",\"", commaNumber));
    } else if (commas + grouped > 0) {
      return Optional.of(Text.of("of values such as '%s': data.thousands = \",\"", commaNumber));
    } else if (texts.isEmpty()) {
      return Optional.empty();
    }
    String first = texts.keySet().iterator().next();
    return Optional.of(Text.of("of '%s' in %,d rows: %s", first, texts.get(first), nullSetting()));
  }

  /** Returns the texts in a column that is nearly one of numbers. */
  Map<String, Long> texts() {
    return texts;
  }

  private long numbers() {
    return count(ValueKind.INT) + count(ValueKind.LONG) + count(ValueKind.BIG);
  }

  private String nullSetting() {
    String quoted =
        String.join(
            ", ",
            texts.keySet().stream().map(com.typesafe.config.ConfigUtil::quoteString).toList());
    return "data.options.nullValue = " + (texts.size() == 1 ? quoted : "[" + quoted + "]");
  }
}
