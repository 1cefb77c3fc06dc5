// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import sparkoptim.jobs.window.ModelPins;

/**
 * The types of columns that stages were trained on. Other rows of the same columns may be read as
 * other types: a file of whole numbers where training had fractions, a column of codes in which
 * this time all look like numbers. A stage would take {@code 7} for another category than {@code
 * 007}, so such rows are brought to the types of training, or refused.
 *
 * @param types by the names that the columns have in the data
 */
record TrainedColumns(StructType types) {
  static final TrainedColumns UNKNOWN = new TrainedColumns(new StructType());

  /**
   * Returns what a model knows.
   *
   * @param columns the new names of columns, which the model has
   */
  static TrainedColumns of(ModelPins pinned, Columns columns) {
    boolean texts =
        !pinned.labels().isEmpty() && pinned.labels().stream().allMatch(String.class::isInstance);
    var types = new StructType();
    for (StructField field : pinned.columns().fields()) {
      boolean label = field.name().equals(pinned.labelColumn());
      if (!label || texts) { // the model saw codes of labels
        DataType type = label ? DataTypes.StringType : field.dataType();
        types = types.add(columns.nameInData(field.name()), type);
      }
    }
    return new TrainedColumns(types);
  }

  /** Returns the types of columns that have values in one of several CSV inputs at least. */
  static TrainedColumns common(List<StructType> inputs) {
    Map<String, DataType> types = new LinkedHashMap<>();
    for (StructType input : inputs) {
      for (StructField field : input.fields()) {
        if (!TextReason.hasNoValues(field)) {
          types.putIfAbsent(field.name(), field.dataType());
        }
      }
    }
    var schema = new StructType();
    for (Map.Entry<String, DataType> type : types.entrySet()) {
      schema = schema.add(type.getKey(), type.getValue());
    }
    return new TrainedColumns(schema);
  }

  /** Returns whether an input has a column without values that is of another type elsewhere. */
  boolean change(StructType input) {
    return Arrays.stream(input.fields())
        .filter(TextReason::hasNoValues)
        .anyMatch(
            field -> type(field.name()).filter(type -> !(type instanceof StringType)).isPresent());
  }

  /** Returns the type of a column; nothing where it is not known. */
  Optional<DataType> type(String name) {
    return Arrays.stream(types.fields())
        .filter(field -> field.name().equals(name))
        .map(StructField::dataType)
        .findFirst();
  }

  /**
   * Returns rows in the types of training as far as their values can be.
   *
   * @throws DataException naming a column whose values cannot
   */
  Dataset<Row> applied(Dataset<Row> rows, Input input) {
    return applied(rows, input, false);
  }

  /**
   * Returns the same.
   *
   * @param marks whether rows with a value that cannot are marked by {@link UnfitRows}, not refused
   */
  Dataset<Row> applied(Dataset<Row> rows, Input input, boolean marks) {
    List<Change> changes = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      type(field.name()).ifPresent(type -> changes.addAll(changes(field, type, input)));
    }
    if (changes.isEmpty()) {
      return rows;
    }
    Map<String, Column> changed = new LinkedHashMap<>();
    List<Column> reasons = new ArrayList<>();
    List<Change> refuted = new ArrayList<>();
    for (Fault fault : faults(rows, changes)) {
      if (!fault.change.refused) {
        refuted.add(fault.change);
      } else if (marks) {
        reasons.add(fault.change.reason());
      } else {
        throw fault.refusal(input);
      }
    }
    for (Change change : changes) {
      if (!refuted.contains(change)) {
        changed.put(change.field.name(), change.value);
      }
    }
    List<Column> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      Column own = Names.column(field.name());
      Column value = changed.get(field.name());
      columns.add(value == null ? own : value.as(field.name(), field.metadata()));
    }
    if (reasons.isEmpty()) {
      return rows.select(columns.toArray(Column[]::new));
    }
    UnfitRows.reason(rows)
        .ifPresent(
            known -> {
              reasons.add(0, known);
              columns.remove(List.of(rows.columns()).indexOf(UnfitRows.COLUMN));
            });
    columns.add(functions.coalesce(reasons.toArray(Column[]::new)).as(UnfitRows.COLUMN));
    return rows.select(columns.toArray(Column[]::new));
  }

  /**
   * How a column is changed.
   *
   * @param fault holds where a value cannot be changed; null where all can
   * @param refused whether such a value is refused, or the change not made
   */
  private record Change(
      StructField field, DataType type, Column value, Column fault, boolean refused) {

    /** Returns why a row is unfit by this column; null where it is not. */
    Column reason() {
      String name = field.name();
      String sql = type.sql();
      UDF1<String, String> said = text -> UnfitRows.ofValue(name, sql, text);
      Column text = Names.column(name).cast(DataTypes.StringType);
      return functions.when(fault, functions.udf(said, DataTypes.StringType).apply(text));
    }
  }

  /**
   * A change that cannot be made.
   *
   * @param count of how many of the rows
   * @param first the first value
   */
  private record Fault(Change change, long count, long rows, String first) {

    DataException refusal(Input input) {
      return new DataException(
          Text.of(
              "%s: column %s of %s has %,d of %,d values that are not %s, which the model was"
                  + " trained on. First: '%s'",
              input.key(),
              change.field.name(),
              input.path(),
              count,
              rows,
              change.type.sql(),
              Text.shortened(first)));
    }
  }

  /** Returns the changes of a column, of which the last that can be made counts. */
  private static List<Change> changes(StructField field, DataType known, Input input) {
    DataType seen = field.dataType();
    if (seen.sameType(known)
        || known instanceof NullType // training had no values
        || isVector(seen)
        || isVector(known)) {
      return List.of();
    } else if (isNested(seen) != isNested(known)
        || (known instanceof NumericType && isOther(seen))) {
      throw new DataException(
          "%s: column %s of %s is of type %s, and the model was trained on %s"
              .formatted(
                  input.key(),
                  field.name(),
                  input.path(),
                  seen.simpleString(),
                  known.simpleString()));
    } else if (isNested(seen)) {
      return List.of();
    } else if (known instanceof StringType && isFraction(seen)) {
      return List.of(cast(field, known), code(field));
    } else if (known instanceof StringType
        || seen instanceof NullType
        || (isTime(seen) && known instanceof TimestampType)) {
      return List.of(cast(field, known));
    } else if (seen instanceof NumericType && known instanceof NumericType) {
      return numbers(field, seen, known);
    } else if (seen instanceof StringType && known instanceof NumericType) {
      Change number = parsed(field, DataTypes.DoubleType);
      return isFraction(known) ? List.of(number) : List.of(number, whole(field, number.value));
    }
    return seen instanceof StringType ? List.of(parsed(field, known)) : List.of();
  }

  private static Change cast(StructField field, DataType type) {
    return new Change(field, type, Names.column(field.name()).cast(type), null, false);
  }

  private static List<Change> numbers(StructField field, DataType seen, DataType known) {
    if (known instanceof DoubleType) {
      return List.of(cast(field, known));
    }
    return isFraction(known) || !isFraction(seen)
        ? List.of()
        : List.of(whole(field, Names.column(field.name()).cast(DataTypes.DoubleType)));
  }

  /** Whole numbers of which some are missing come as fractions, out of pandas and others. */
  private static Change whole(StructField field, Column number) {
    Column whole = functions.when(functions.abs(number).lt(0x1p53), number.cast("bigint"));
    return new Change(
        field,
        DataTypes.LongType,
        whole,
        functions.not(whole.cast(DataTypes.DoubleType).eqNullSafe(number)),
        false);
  }

  /** Codes of which some are missing, too: 7 as a text, not 7.0. */
  private static Change code(StructField field) {
    Change whole = whole(field, Names.column(field.name()).cast(DataTypes.DoubleType));
    return new Change(
        field, DataTypes.StringType, whole.value.cast("string"), whole.fault, whole.refused);
  }

  private static Change parsed(StructField field, DataType type) {
    Column text = Names.column(field.name());
    Column value =
        functions.expr("try_cast(%s AS %s)".formatted(Names.quoted(field.name()), type.sql()));
    Column blank = functions.trim(text).equalTo("");
    return new Change(
        field, type, value, text.isNotNull().and(functions.not(blank)).and(value.isNull()), true);
  }

  /** Returns the changes that cannot be made, after one look at all values that may not fit. */
  private static List<Fault> faults(Dataset<Row> rows, List<Change> changes) {
    List<Change> doubtful = changes.stream().filter(change -> change.fault != null).toList();
    if (doubtful.isEmpty()) {
      return List.of();
    }
    List<Column> counts = new ArrayList<>();
    for (Change change : doubtful) {
      Column text = Names.column(change.field.name()).cast("string");
      counts.add(functions.count_if(change.fault));
      counts.add(functions.first(functions.when(change.fault, text), true));
    }
    Column all = functions.count(functions.lit(1));
    Row found = rows.agg(all, counts.toArray(Column[]::new)).head();
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < doubtful.size(); i++) {
      long count = found.getLong(1 + 2 * i);
      if (count > 0) {
        faults.add(new Fault(doubtful.get(i), count, found.getLong(0), found.getString(2 + 2 * i)));
      }
    }
    return faults;
  }

  private static boolean isFraction(DataType type) {
    return type instanceof DoubleType || type instanceof FloatType || type instanceof DecimalType;
  }

  private static boolean isTime(DataType type) {
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  /** A date is no number, and neither are bytes. */
  private static boolean isOther(DataType type) {
    return !(type instanceof NumericType
        || type instanceof BooleanType
        || type instanceof StringType
        || type instanceof NullType);
  }

  private static boolean isNested(DataType type) {
    return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
  }

  private static boolean isVector(DataType type) {
    return type instanceof org.apache.spark.sql.types.UserDefinedType<?>;
  }
}
