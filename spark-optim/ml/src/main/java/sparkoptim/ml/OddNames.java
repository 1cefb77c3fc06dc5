// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.function.Function;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Columns with a dot or a backtick in their names, which MLlib's own {@code fit} and {@code
 * transform} take for a way into a struct.
 */
final class OddNames {
  private static final String PLAIN = "__features";

  private OddNames() {}

  /** Returns whether MLlib finds the columns that params name. */
  static boolean isPlain(Params stage, Param<?>... columns) {
    for (Param<?> column : columns) {
      if (stage.isDefined(column) && !isPlain((String) stage.getOrDefault(column))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(String name) {
    return !name.contains(".") && !name.contains("`");
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
