// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The recoding of labels that {@code data.relabel = sorted} asks for: the i-th value becomes i,
 * from 0. Values are those of the training rows in ascending order, or those of the parent model in
 * its order, so that a code means the same in both.
 *
 * @param values numbers or texts
 */
record Labels(String column, List<Object> values) {
  private static final int MAX_VALUES = 1000;

  /**
   * Returns the values of a label column.
   *
   * @param format that the rows were read from
   */
  static Labels of(Dataset<Row> rows, String column, DataFormat format) {
    return new Labels(column, distinct(rows, column, format));
  }

  /**
   * Returns the values of a parent model, and those that are new where these may be added.
   *
   * @param format that the rows were read from
   * @param parent the parent's labels by code
   * @param grow whether values that the parent has not come behind its own, in ascending order
   * @throws DataException when there are new values, or others of another kind
   */
  static Labels pinned(
      Dataset<Row> rows, String column, DataFormat format, List<Object> parent, boolean grow) {
    refuseOtherKind(rows.schema().apply(column).dataType(), column, parent);
    List<Object> values = new ArrayList<>(parent);
    List<Object> added = new ArrayList<>();
    for (Object value : distinct(rows, column, format)) {
      if (values.stream().noneMatch(known -> same(known, value))) {
        added.add(value);
      }
    }
    if (!added.isEmpty() && !grow) {
      throw new DataException(
          "column %s has labels that the parent model has not: %s; known: %s. data.labels = grow adds them behind"
              .formatted(column, added, parent));
    }
    values.addAll(added);
    return new Labels(column, values);
  }

  private static List<Object> distinct(Dataset<Row> rows, String column, DataFormat format) {
    DataType type = rows.schema().apply(column).dataType();
    if (!(type instanceof StringType
        || type instanceof NumericType
        || type instanceof BooleanType
        || type instanceof NullType)) {
      throw new JobException(
          "data.relabel = sorted: column %s is of type %s, and labels are numbers, texts, or true and false"
              .formatted(column, type.simpleString()));
    }
    // One job, where Spark's own sorted distinct values take four.
    Set<Object> found =
        rows.select(Names.column(column))
            .toJavaRDD()
            .treeAggregate(new HashSet<>(), Labels::with, Labels::union);
    List<Object> values = new ArrayList<>(found);
    if (values.size() > MAX_VALUES) {
      throw new JobException(
          Text.of(
              "data.relabel = sorted: column %s has more than %,d values: are they classes?",
              column, MAX_VALUES));
    }
    if (values.contains(null)) {
      throw new ContentException("data.relabel = sorted: column " + column + " has nulls");
    }
    for (Object value : values) {
      if (value instanceof String text && text.indexOf('\uFFFD') >= 0) {
        throw new ContentException(
            "data.relabel = sorted: column %s has texts that are not in UTF-8, such as %s: %s"
                .formatted(
                    column,
                    text,
                    format.equals(DataFormat.CSV)
                        ? "data.options.encoding = windows-1252"
                        : "correct them where they are written"));
      }
    }
    values.sort(Labels::inOrder);
    return values;
  }

  /** Takes a label, unless there are too many already. */
  private static Set<Object> with(Set<Object> values, Row row) {
    if (values.size() <= MAX_VALUES) {
      values.add(positiveZero(row.get(0)));
    }
    return values;
  }

  private static Set<Object> union(Set<Object> values, Set<Object> others) {
    Iterator<Object> rest = others.iterator();
    while (rest.hasNext() && values.size() <= MAX_VALUES) {
      values.add(rest.next());
    }
    return values;
  }

  /** Spark holds both zeros for one value. */
  private static Object positiveZero(Object value) {
    if (value instanceof Double number) {
      return number + 0.0;
    }
    return value instanceof Float number ? (Object) (number + 0.0f) : value;
  }

  /** Spark's order: texts by their bytes. */
  @SuppressWarnings("unchecked")
  private static int inOrder(Object a, Object b) {
    return a instanceof String text
        ? UTF8String.fromString(text).compareTo(UTF8String.fromString((String) b))
        : ((Comparable<Object>) a).compareTo(b);
  }

  /** A day of whole numbers may be read as another type than a day with fractions. */
  private static boolean same(Object known, Object value) {
    return (known instanceof Number a && value instanceof Number b)
        ? a.doubleValue() == b.doubleValue()
        : known.equals(value);
  }

  private static void refuseOtherKind(DataType type, String column, List<Object> parent) {
    boolean numbers = parent.stream().allMatch(Number.class::isInstance);
    boolean isNumber = type instanceof NumericType;
    if (numbers != isNumber && !parent.isEmpty()) {
      throw new DataException(
          "column %s is of type %s, and the parent model's labels are %s: %s"
              .formatted(column, type.simpleString(), numbers ? "numbers" : "texts", parent));
    }
  }

  /** Returns the rows that the values come from, recoded. */
  Dataset<Row> apply(Dataset<Row> rows) {
    return rows.withColumn(column, recoded(rows));
  }

  /**
   * Returns other rows, recoded.
   *
   * @throws JobException when there is a label that the training rows do not have
   */
  Dataset<Row> applyToUnseen(Dataset<Row> rows, String key) {
    Row unseen =
        rows.where(recoded(rows).isNull())
            .agg(functions.count(functions.lit(1)), functions.min(Names.column(column)))
            .head();
    if (unseen.getLong(0) > 0) {
      throw new ContentException(
          Text.of(
              "%s: %,d rows have a %s that no training row has, such as %s; known: %s",
              key, unseen.getLong(0), column, unseen.get(1), values));
    }
    return apply(rows);
  }

  private Column recoded(Dataset<Row> rows) {
    DataType type = rows.schema().apply(column).dataType();
    boolean numbers = type instanceof NumericType && values.stream().allMatch(Labels::isDouble);
    Column[] pairs = new Column[2 * values.size()];
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      Column key = functions.lit(numbers && value instanceof Number n ? n.doubleValue() : value);
      pairs[2 * i] = numbers || !(type instanceof NumericType) ? key : key.cast(type);
      pairs[2 * i + 1] = functions.lit((double) i);
    }
    Column label = Names.column(column);
    return functions.try_element_at(
        functions.map(pairs), numbers ? label.cast(DataTypes.DoubleType) : label);
  }

  /** Whole numbers beyond 2^53 and decimal fractions are looked up as they are. */
  private static boolean isDouble(Object value) {
    if (value instanceof Long || value instanceof BigDecimal) {
      double near = ((Number) value).doubleValue();
      return new BigDecimal(near).compareTo(new BigDecimal(value.toString())) == 0;
    }
    return value instanceof Number;
  }

  /**
   * Returns a column of the labels behind codes; null for a code that is none.
   *
   * @param labels the values by code
   */
  static Column behind(Column codes, List<Object> labels) {
    Column[] values = new Column[labels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = functions.lit(labels.get(i));
    }
    return functions.get(functions.array(values), codes.cast(DataTypes.IntegerType));
  }
}
