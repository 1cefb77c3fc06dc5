// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.AttributeType;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.NetworkInput;
import sparkoptim.core.network.text.Shape;

/**
 * The columns that a network takes as its inputs: numbers, vectors and arrays. Their numbers are
 * put into one vector a row, one input after the other, which is what is trained on.
 *
 * @param inputs in their order
 */
record InputColumns(List<NetworkInput> inputs) implements Serializable {
  private static final String KEY = "sparkoptim inputs";

  /** Returns a data set's own rows, or with the columns that a stage names as its features. */
  static Dataset<?> assembled(NetworkParams stage, String featuresColumn, Dataset<?> dataset) {
    if (stage.namedInputs().length == 0) {
      if (!stage.getInputShapes().isEmpty()) {
        throw new IllegalArgumentException(
            "inputShapes must be empty without inputCols, whose shapes they are, was "
                + stage.getInputShapes());
      }
      return dataset;
    }
    InputColumns columns = of(stage, dataset);
    Column vector =
        udf((UDF1<Row, Vector>) columns::vector, SQLDataTypes.VectorType())
            .apply(struct(columns.columns()));
    return dataset.toDF().withColumn(featuresColumn, vector.as(featuresColumn, columns.metadata()));
  }

  /**
   * Runs a fit on assembled rows.
   *
   * @throws IllegalArgumentException in one line, for a row that cannot be an input
   */
  static <M> M fitted(Supplier<M> fit) {
    try {
      return fit.get();
    } catch (Exception e) { // Spark's own are checked, and nowhere declared
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof IllegalArgumentException && message.startsWith("column ")) {
          throw new IllegalArgumentException(message, e);
        }
      }
      throw e;
    }
  }

  /** Returns the inputs that a column was assembled of; none where it was not. */
  static List<NetworkInput> of(StructField features) {
    Metadata metadata = features.metadata();
    if (!metadata.contains(KEY)) {
      return List.of();
    }
    List<NetworkInput> inputs = new ArrayList<>();
    for (Metadata one : metadata.getMetadataArray(KEY)) {
      Shape shape =
          Shape.of(Arrays.stream(one.getLongArray("sizes")).mapToInt(Math::toIntExact).toArray());
      inputs.add(new NetworkInput(one.getString("name"), shape, one.getBoolean("whole")));
    }
    return inputs;
  }

  private Metadata metadata() {
    Metadata[] all =
        inputs.stream()
            .map(
                input ->
                    new MetadataBuilder()
                        .putString("name", input.name())
                        .putLongArray(
                            "sizes",
                            input.shape().sizes().stream().mapToLong(Integer::longValue).toArray())
                        .putBoolean("whole", input.whole())
                        .build())
            .toArray(Metadata[]::new);
    return new MetadataBuilder().putMetadataArray(KEY, all).build();
  }

  private Column[] columns() {
    return inputs.stream().map(input -> RowColumns.named(input.name())).toArray(Column[]::new);
  }

  /**
   * Finds the inputs of a stage.
   *
   * @throws IllegalArgumentException if a column is not there or holds no numbers, or has no shape
   */
  private static InputColumns of(NetworkParams stage, Dataset<?> dataset) {
    String[] names = stage.namedInputs();
    requireColumns(names, dataset.schema());
    List<Shape> given = InputShapes.parse(stage.getInputShapes());
    if (given.size() > names.length) {
      throw new IllegalArgumentException(
          PlainText.of(
              "inputShapes must have a shape for each of inputCols, which are %d, had %d: %s",
              names.length, given.size(), stage.getInputShapes()));
    }
    Integer[] widths = widths(names, given, dataset);
    List<NetworkInput> inputs = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      Shape shape = i < given.size() ? given.get(i) : null;
      StructField field = dataset.schema().apply(names[i]);
      inputs.add(
          new NetworkInput(names[i], shape == null ? Shape.of(widths[i]) : shape, isWhole(field)));
    }
    return new InputColumns(inputs);
  }

  /** Checks that there are columns of numbers, vectors or arrays of numbers. */
  static void requireColumns(String[] names, StructType schema) {
    for (String name : names) {
      if (!Arrays.asList(schema.fieldNames()).contains(name)) {
        throw new IllegalArgumentException(
            PlainText.line(
                "inputCols must name columns, and there is no column %s; there are %s"
                    .formatted(name, String.join(", ", schema.fieldNames()))));
      }
      DataType type = schema.apply(name).dataType();
      if (!isNumber(type)
          && !type.equals(SQLDataTypes.VectorType())
          && !(type instanceof ArrayType array && isNumber(array.elementType()))) {
        throw new IllegalArgumentException(
            "column %s: inputCols must be of numbers, vectors, or arrays of numbers, was %s"
                .formatted(name, type.simpleString()));
      }
    }
  }

  private static boolean isNumber(DataType type) {
    return type instanceof NumericType || type instanceof BooleanType;
  }

  /** Returns whether numbers are categories or tokens: integers, and what a StringIndexer gives. */
  private static boolean isWhole(StructField field) {
    DataType type =
        field.dataType() instanceof ArrayType array ? array.elementType() : field.dataType();
    return type instanceof IntegerType
        || type instanceof LongType
        || type instanceof ShortType
        || type instanceof ByteType
        || (field.dataType() instanceof NumericType
            && Attribute.fromStructField(field).attrType().equals(AttributeType.Nominal()));
  }

  /** Returns the numbers in a row of each column whose shape is not given. */
  private static Integer[] widths(String[] names, List<Shape> given, Dataset<?> dataset) {
    Integer[] widths = new Integer[names.length];
    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      StructField field = dataset.schema().apply(names[i]);
      if (i < given.size() && given.get(i) != null) {
        continue;
      }
      if (isNumber(field.dataType())) {
        widths[i] = 1;
      } else if (!(field.dataType() instanceof ArrayType)
          && AttributeGroup.fromStructField(field).size() > 0) {
        widths[i] = AttributeGroup.fromStructField(field).size();
      } else {
        asked.add(i);
      }
    }
    if (!asked.isEmpty()) {
      Column[] longest =
          asked.stream().map(i -> max(length(dataset.schema(), names[i]))).toArray(Column[]::new);
      Row row = dataset.select(longest).head();
      // an empty data set has a message of its own, and arrays without numbers are none
      IntStream.range(0, asked.size())
          .forEach(k -> widths[asked.get(k)] = row.isNullAt(k) ? 1 : Math.max(1, row.getInt(k)));
    }
    return widths;
  }

  private static Column length(StructType schema, String name) {
    Column column = RowColumns.named(name);
    if (schema.apply(name).dataType() instanceof ArrayType) {
      return size(column);
    }
    UDF1<Vector, Integer> length = vector -> vector == null ? null : vector.size();
    return udf(length, DataTypes.IntegerType).apply(column);
  }

  /**
   * Returns the same inputs of other columns.
   *
   * @throws IllegalArgumentException if there are not as many
   */
  InputColumns named(String[] names) {
    if (names.length != inputs.size()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "inputCols must name a column for each of %s, had %d",
              NetworkInput.text(inputs), names.length));
    }
    return new InputColumns(
        IntStream.range(0, names.length)
            .mapToObj(i -> new NetworkInput(names[i], inputs.get(i).shape(), inputs.get(i).whole()))
            .toList());
  }

  /** Returns the places of the inputs in a schema, under the names that a model gives them. */
  static int[] places(String[] names, StructType schema) {
    return Arrays.stream(names).mapToInt(schema::fieldIndex).toArray();
  }

  /** Returns the numbers of a row that has the inputs as its fields. */
  Vector vector(Row row) {
    return vector(row, IntStream.range(0, inputs.size()).toArray());
  }

  /**
   * Returns the numbers of a row.
   *
   * @param places of the inputs in it
   */
  Vector vector(Row row, int[] places) {
    double[] values = new double[NetworkInput.width(inputs)];
    int from = 0;
    for (int i = 0; i < places.length; i++) {
      NetworkInput input = inputs.get(i);
      put(input, row.get(places[i]), values, from);
      from += input.shape().size();
    }
    return Vectors.dense(values);
  }

  private static void put(NetworkInput input, Object value, double[] values, int from) {
    double[] numbers = numbers(input, value);
    int width = input.shape().size();
    boolean padded = input.whole() && value instanceof Seq;
    if (numbers.length > width || (numbers.length < width && !padded)) {
      throw new IllegalArgumentException(
          PlainText.of(
              "column %s: must have %s%d numbers in a row, as its shape is %s, had %d",
              input.name(), padded ? "at most " : "", width, input.shape(), numbers.length));
    }
    for (double number : numbers) {
      boolean fits =
          input.whole()
              ? Math.rint(number) == number && Math.abs(number) <= NetworkInput.LARGEST_WHOLE
              : Double.isFinite(number);
      if (!fits) {
        throw new IllegalArgumentException(
            PlainText.of(
                input.whole()
                    ? "column %s: categories and tokens must be whole numbers up to 16777216, was %s"
                    : "column %s: numbers must be finite, was %s",
                input.name(),
                number));
      }
    }
    System.arraycopy(numbers, 0, values, from, numbers.length);
  }

  private static double[] numbers(NetworkInput input, Object value) {
    if (value instanceof Vector vector) {
      return vector.toArray();
    }
    if (value instanceof Seq<?> sequence) {
      double[] numbers = new double[sequence.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = number(input, sequence.apply(i));
      }
      return numbers;
    }
    return new double[] {number(input, value)};
  }

  private static double number(NetworkInput input, Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    throw new IllegalArgumentException(PlainText.of("column %s: must not be null", input.name()));
  }

  /**
   * Returns the schema that a stage makes of one with its input columns, where MLlib's own check
   * wants one column of vectors.
   */
  static StructType transformed(
      NetworkParams stage,
      String featuresColumn,
      StructType schema,
      UnaryOperator<StructType> check) {
    String[] names = stage.namedInputs();
    if (names.length == 0) {
      return check.apply(schema);
    }
    requireColumns(names, schema);
    StructField vector =
        new StructField(featuresColumn, SQLDataTypes.VectorType(), false, Metadata.empty());
    StructType changed = new StructType();
    StructType output = new StructType();
    for (StructField field : schema.fields()) {
      output = output.add(field);
      changed = field.name().equals(featuresColumn) ? changed : changed.add(field);
    }
    StructType made = check.apply(changed.add(vector));
    for (StructField field : made.fields()) {
      boolean own =
          field.name().equals(featuresColumn)
              || Arrays.asList(schema.fieldNames()).contains(field.name());
      output = own ? output : output.add(field);
    }
    return output;
  }
}
