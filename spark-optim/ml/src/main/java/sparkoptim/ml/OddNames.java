// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Columns with a dot or a backtick in their names, which MLlib's own {@code fit} and {@code
 * transform} take for a way into a struct; in Spark 4 its {@code transformSchema} does so, too.
 */
final class OddNames {
  private static final String PLAIN = "__features";
  private static final List<String> INPUT = List.of("labelCol", "weightCol", "featuresCol");

  private OddNames() {}

  /** Returns whether MLlib finds the columns that params name. */
  static boolean isPlain(Params stage, Param<?>... columns) {
    for (Param<?> column : columns) {
      if (!isPlain(columnOf(stage, column))) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether MLlib finds a column of a name. */
  static boolean isPlain(String name) {
    return !name.contains(".") && !name.contains("`");
  }

  /**
   * Checks a schema and adds a stage's output, under plain names where those of its input are odd.
   *
   * @param transform MLlib's way, for the stage itself
   */
  static StructType schema(
      PipelineStage stage, StructType schema, UnaryOperator<StructType> transform) {
    ParamMap renamed = new ParamMap();
    Set<String> added = new HashSet<>();
    StructType all = schema;
    for (String name : INPUT) {
      String column = stage.hasParam(name) ? columnOf(stage, stage.getParam(name)) : "";
      if (!isPlain(column) && schema.getFieldIndex(column).isDefined()) {
        String plain = column.replaceAll("[.`]", "_");
        while (all.getFieldIndex(plain).isDefined()) {
          plain += "_";
        }
        StructField field = schema.apply(column);
        all = all.add(plain, field.dataType(), field.nullable(), field.metadata());
        added.add(plain);
        renamed.put(stage.getParam(name), plain);
      }
    }
    if (added.isEmpty()) {
      return transform.apply(schema);
    }
    return new StructType(
        Arrays.stream(stage.copy(renamed).transformSchema(all).fields())
            .filter(field -> !added.contains(field.name()))
            .toArray(StructField[]::new));
  }

  private static String columnOf(Params stage, Param<?> param) {
    return stage.isDefined(param) ? (String) stage.getOrDefault(param) : "";
  }

  /**
   * Transforms rows, under a plain name where the name of the features is odd.
   *
   * @param transform MLlib's way, for the model itself
   */
  static <M extends PredictionModel<Vector, M>> Dataset<Row> transform(
      M model, Dataset<?> rows, Function<Dataset<?>, Dataset<Row>> transform) {
    String features = model.getFeaturesCol();
    if (isPlain(features)) {
      return transform.apply(rows);
    }
    M plain = model.copy(new ParamMap().put(model.featuresCol(), PLAIN));
    return plain.transform(rows.withColumn(PLAIN, RowColumns.named(features))).drop(PLAIN);
  }
}
