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
    List<Column> columns = new ArrayList<>();
    List<Change> toCheck = new ArrayList<>();
    boolean same = true;
    for (StructField field : rows.schema().fields()) {
      Column value = Names.column(field.name());
      Optional<Change> change = type(field.name()).flatMap(type -> change(field, type, input));
      if (change.isPresent()) {
        same = false;
        change.filter(c -> c.fault != null).ifPresent(toCheck::add);
        value = change.get().value.as(field.name(), field.metadata());
      }
      columns.add(value);
    }
    if (same) {
      return rows;
    }
    List<String> fractions = checked(rows, toCheck, input);
    for (int i = 0; i < columns.size(); i++) {
      if (fractions.contains(rows.columns()[i])) {
        columns.set(i, Names.column(rows.columns()[i]));
      }
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  /**
   * How a column is changed.
   *
   * @param fault holds where a value cannot be changed; null where all can
   * @param refused whether such a value is refused, or the column left as it is
   */
  private record Change(
      StructField field, DataType type, Column value, Column fault, boolean refused) {}

  private static Optional<Change> change(StructField field, DataType known, Input input) {
    DataType seen = field.dataType();
    Column value = Names.column(field.name());
    if (seen.sameType(known) || isVector(seen) || isVector(known)) {
      return Optional.empty();
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
      return Optional.empty();
    } else if (known instanceof StringType) {
      return Optional.of(new Change(field, known, value.cast(DataTypes.StringType), null, false));
    } else if (seen instanceof NumericType && known instanceof NumericType) {
      return number(field, seen, known);
    } else if (seen instanceof NullType) {
      return Optional.of(new Change(field, known, value.cast(known), null, false));
    } else if (seen instanceof StringType) {
      return Optional.of(parsed(field, known));
    } else if (isTime(seen) && known instanceof TimestampType) {
      return Optional.of(new Change(field, known, value.cast(known), null, false));
    }
    return Optional.empty();
  }

  private static Optional<Change> number(StructField field, DataType seen, DataType known) {
    Column value = Names.column(field.name());
    if (known instanceof DoubleType) {
      return Optional.of(new Change(field, known, value.cast(known), null, false));
    } else if (isFraction(known) || !isFraction(seen)) {
      return Optional.empty();
    }
    // whole numbers of which some are missing come as fractions, out of pandas and others
    Column whole = as(field, DataTypes.LongType);
    return Optional.of(
        new Change(
            field,
            DataTypes.LongType,
            whole,
            functions.not(whole.cast(DataTypes.DoubleType).eqNullSafe(value.cast("double"))),
            false));
  }

  private static Change parsed(StructField field, DataType known) {
    DataType type =
        known instanceof NumericType && isFraction(known) ? DataTypes.DoubleType : known;
    Column blank = functions.trim(Names.column(field.name()).cast("string")).equalTo("");
    Column value = as(field, type);
    return new Change(
        field,
        type,
        value,
        Names.column(field.name()).isNotNull().and(functions.not(blank)).and(value.isNull()),
        true);
  }

  /** Returns values of a type; null for one that it does not take. */
  private static Column as(StructField field, DataType type) {
    return functions.expr("try_cast(%s AS %s)".formatted(Names.quoted(field.name()), type.sql()));
  }

  /** Returns the columns that are left as they are. */
  private static List<String> checked(Dataset<Row> rows, List<Change> changes, Input input) {
    if (changes.isEmpty()) {
      return List.of();
    }
    List<Column> counts = new ArrayList<>(List.of(functions.count(functions.lit(1))));
    for (Change change : changes) {
      counts.add(functions.count_if(change.fault));
      counts.add(
          functions.first(
              functions.when(change.fault, Names.column(change.field.name()).cast("string")),
              true));
    }
    Column first = counts.remove(0);
    Row found = rows.agg(first, counts.toArray(Column[]::new)).head();
    List<String> left = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      long faults = found.getLong(1 + 2 * i);
      if (faults > 0 && change.refused) {
        throw new DataException(
            Text.of(
                "%s: column %s of %s has %,d of %,d values that are not %s, which the model was"
                    + " trained on. First: '%s'",
                input.key(),
                change.field.name(),
                input.path(),
                faults,
                found.getLong(0),
                change.type.sql(),
                Text.shortened(found.getString(2 + 2 * i))));
      } else if (faults > 0) {
        left.add(change.field.name());
      }
    }
    return left;
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
