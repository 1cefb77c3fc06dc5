// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.sql.types.VarcharType;
import org.apache.spark.unsafe.types.UTF8String;
import sparkoptim.core.data.CounterRandom;

/**
 * A 128-bit hash of what a row holds. It does not depend on the order of columns, on which type of
 * number a reader chose (1 and 1.0 are one value), or on columns without a value; a sparse vector
 * is its entries, whatever its width. So a row has one hash in every night.
 *
 * <p>Every value is mixed with the name of its column by two functions, and the results are added.
 */
public final class ContentHash implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long FIRST = 0x243F6A8885A308D3L;
  private static final long SECOND = 0x13198A2E03707344L;
  private static final long TEXT = 0xA4093822299F31D0L;
  private static final long TRUTH = 0x082EFA98EC4E6C89L;
  private static final long DAY = 0x452821E638D01377L;
  private static final int VECTOR_FIELDS = 4;

  /** Hears of the values of a row while it is hashed; a column without a value is passed over. */
  public interface Visitor {
    /** Hears of a number, or of a truth as 1 or 0. */
    void number(int column, double value);

    /** Hears of a text, which may be changed after the call. */
    void text(int column, UTF8String value, long hash);

    /** Hears of a vector; {@code indices} is null where it is dense. */
    void vector(int column, int size, int[] indices, double[] values);
  }

  private static final Visitor NOBODY =
      new Visitor() {
        @Override
        public void number(int column, double value) {}

        @Override
        public void text(int column, UTF8String value, long hash) {}

        @Override
        public void vector(int column, int size, int[] indices, double[] values) {}
      };

  private final int[] places;
  private final long[] names;
  private final DataType[] types;
  private transient long high;
  private transient long low;

  /**
   * Creates the hash of some columns of rows.
   *
   * @param columns their names; all of the schema if empty
   */
  public ContentHash(StructType schema, List<String> columns) {
    places =
        columns.isEmpty()
            ? IntStream.range(0, schema.size()).toArray()
            : columns.stream().mapToInt(schema::fieldIndex).toArray();
    names = new long[places.length];
    types = new DataType[places.length];
    for (int i = 0; i < places.length; i++) {
      StructField field = schema.fields()[places[i]];
      names[i] = text(field.name().getBytes(StandardCharsets.UTF_8));
      types[i] = field.dataType();
    }
  }

  /** Hashes a row; {@link #high} and {@link #low} have the result. */
  public ContentHash of(InternalRow row) {
    return of(row, NOBODY);
  }

  /** Hashes a row, and reports its values on the way. */
  public ContentHash of(InternalRow row, Visitor visitor) {
    high = FIRST;
    low = SECOND;
    for (int i = 0; i < places.length; i++) {
      if (!row.isNullAt(places[i])) {
        column(row, i, visitor);
      }
    }
    return this;
  }

  private void column(InternalRow row, int i, Visitor visitor) {
    DataType type = types[i];
    int at = places[i];
    if (type instanceof StringType) {
      UTF8String value = row.getUTF8String(at);
      long hash = text(value.getBytes());
      absorb(hash, CounterRandom.key(names[i], TEXT));
      visitor.text(i, value, hash);
    } else if (type.equals(SQLDataTypes.VectorType())) {
      vector(row.getStruct(at, VECTOR_FIELDS), names[i], i, visitor);
    } else {
      value(row, at, type, names[i]);
      if (type instanceof NumericType) {
        visitor.number(i, number(row, at, type));
      } else if (type instanceof BooleanType) {
        visitor.number(i, row.getBoolean(at) ? 1 : 0);
      }
    }
  }

  /** Returns a number of any type as a double. */
  public static double number(InternalRow row, int at, DataType type) {
    Object value = row.get(at, type);
    return value instanceof Decimal decimal
        ? decimal.toDouble()
        : value instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) value).doubleValue();
  }

  /** Returns the first 64 bits. */
  public long high() {
    return CounterRandom.mix(high ^ Long.rotateLeft(low, 32));
  }

  /** Returns the other 64 bits. */
  public long low() {
    return CounterRandom.mix(low);
  }

  private void absorb(long bits, long place) {
    high += CounterRandom.mix(bits + place);
    low += CounterRandom.mix(Long.rotateLeft(bits, 32) ^ Long.rotateLeft(place, 17));
  }

  private void value(SpecializedGetters from, int at, DataType type, long place) {
    if (type instanceof DoubleType) {
      number(from.getDouble(at), place);
    } else if (type instanceof FloatType) {
      number(from.getFloat(at), place);
    } else if (type instanceof IntegerType) {
      number(from.getInt(at), place);
    } else if (type instanceof LongType) {
      whole(from.getLong(at), place);
    } else if (type instanceof ShortType) {
      number(from.getShort(at), place);
    } else if (type instanceof ByteType) {
      number(from.getByte(at), place);
    } else if (type instanceof BooleanType) {
      absorb(from.getBoolean(at) ? 1 : 0, CounterRandom.key(place, TRUTH));
    } else if (type instanceof StringType
        || type instanceof CharType
        || type instanceof VarcharType) {
      absorb(text(from.getUTF8String(at).getBytes()), CounterRandom.key(place, TEXT));
    } else if (type instanceof DateType) {
      absorb(from.getInt(at), CounterRandom.key(place, DAY));
    } else if (type instanceof DecimalType decimal) {
      BigDecimal exact =
          from.getDecimal(at, decimal.precision(), decimal.scale()).toJavaBigDecimal();
      decimal(exact, place);
    } else if (type instanceof BinaryType) {
      absorb(text(from.getBinary(at)), place);
    } else {
      nested(from, at, type, place);
    }
  }

  private void nested(SpecializedGetters from, int at, DataType type, long place) {
    if (type.equals(SQLDataTypes.VectorType())) {
      vector(from.getStruct(at, VECTOR_FIELDS), place, 0, NOBODY);
    } else if (type instanceof UserDefinedType<?> known) {
      value(from, at, known.sqlType(), place);
    } else if (type instanceof ArrayType list) {
      elements(from.getArray(at), list.elementType(), place);
    } else if (type instanceof StructType group) {
      InternalRow inner = from.getStruct(at, group.size());
      for (int i = 0; i < group.size(); i++) {
        if (!inner.isNullAt(i)) {
          byte[] name = group.fields()[i].name().getBytes(StandardCharsets.UTF_8);
          value(inner, i, group.fields()[i].dataType(), CounterRandom.key(place, text(name)));
        }
      }
    } else if (type instanceof MapType pairs) {
      map(from.getMap(at), pairs, place);
    } else { // moments and intervals, which Spark holds as whole numbers
      absorb(
          from.get(at, type) instanceof Number n ? n.longValue() : from.get(at, type).hashCode(),
          place);
    }
  }

  private void elements(ArrayData list, DataType type, long place) {
    for (int i = 0; i < list.numElements(); i++) {
      if (!list.isNullAt(i)) {
        value(list, i, type, CounterRandom.key(place, i));
      }
    }
    absorb(list.numElements(), place);
  }

  /** The order of a map's pairs is no part of what it holds. */
  private void map(MapData map, MapType type, long place) {
    long outerHigh = high;
    long outerLow = low;
    long sumHigh = 0;
    long sumLow = 0;
    for (int i = 0; i < map.numElements(); i++) {
      high = FIRST;
      low = SECOND;
      value(map.keyArray(), i, type.keyType(), place);
      if (!map.valueArray().isNullAt(i)) {
        value(map.valueArray(), i, type.valueType(), CounterRandom.key(place, 1));
      }
      sumHigh += high();
      sumLow += low();
    }
    high = outerHigh + sumHigh;
    low = outerLow + sumLow;
  }

  /** Entries that are zero do not count, so sparse and dense are one. */
  private void vector(InternalRow vector, long place, int column, Visitor visitor) {
    boolean dense = vector.getByte(0) == 1;
    double[] values = vector.getArray(3).toDoubleArray();
    int[] indices = dense ? null : vector.getArray(2).toIntArray();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        long index = dense ? i : indices[i];
        absorb(Double.doubleToLongBits(values[i]), place + (index + 1) * 0x9E3779B97F4A7C15L);
      }
    }
    visitor.vector(column, dense ? values.length : vector.getInt(1), indices, values);
  }

  private void number(double value, long place) {
    absorb(Double.doubleToLongBits(value + 0.0), place);
  }

  /** A whole number that a double holds is hashed as that double. */
  private void whole(long value, long place) {
    if ((long) (double) value == value && value != Long.MAX_VALUE) {
      number((double) value, place);
    } else {
      decimal(BigDecimal.valueOf(value), place);
    }
  }

  private void decimal(BigDecimal exact, long place) {
    double near = exact.doubleValue();
    if (Double.isFinite(near) && new BigDecimal(near).compareTo(exact) == 0) {
      number(near, place);
    } else {
      absorb(
          text(exact.stripTrailingZeros().toPlainString().getBytes(StandardCharsets.UTF_8)), place);
    }
  }

  static long text(byte[] bytes) {
    long hash = CounterRandom.mix(bytes.length + TEXT);
    int at = 0;
    for (; at + 8 <= bytes.length; at += 8) {
      long word = 0;
      for (int i = 0; i < 8; i++) {
        word |= (bytes[at + i] & 0xFFL) << (8 * i);
      }
      hash = CounterRandom.mix(hash ^ word) + FIRST;
    }
    long rest = 0;
    for (int i = 0; at + i < bytes.length; i++) {
      rest |= (bytes[at + i] & 0xFFL) << (8 * i);
    }
    return CounterRandom.mix(hash ^ rest);
  }
}
