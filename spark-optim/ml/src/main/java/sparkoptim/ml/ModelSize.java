// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.max;
import static sparkoptim.ml.ClassLabels.MOST_CLASSES;

import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.SizeEstimator;
import scala.Option;

/**
 * The bytes that models take. A server of Spark Connect asks from Spark 4.1 on, before a fit and
 * after it: it refuses a model that is too large, and puts models away that clients leave alone.
 * Spark's own answer counts all that the summary leads to, the session included.
 */
final class ModelSize {
  private ModelSize() {}

  /**
   * Returns the bytes of params and numbers.
   *
   * @param stage of the params: a model, or the stage that fits it, which has the same
   */
  static long of(Params stage, long numbers) {
    return SizeEstimator.estimate(stage.params()) + Double.BYTES * numbers;
  }

  /** Returns the bytes of a linear model. */
  static long of(Params model, LinearWeights weights) {
    return of(model, numbers(weights.features(), weights.outputs()));
  }

  /**
   * Returns the bytes of a linear model before it is fitted.
   *
   * @param column of the features
   */
  static long ofFit(PipelineStage stage, Dataset<?> rows, String column, int outputs) {
    stage.transformSchema(rows.schema()); // says what is wrong with the columns as a fit does
    return of(stage, numbers(features(rows, column), outputs));
  }

  private static long numbers(long features, long outputs) {
    return (features + 1) * outputs;
  }

  /** Returns the bytes of a network of dense layers. */
  static long ofLayers(Params stage, int... layers) {
    long numbers = 0;
    for (int i = 1; i < layers.length; i++) {
      numbers += numbers(layers[i - 1], layers[i]);
    }
    return of(stage, numbers);
  }

  /**
   * Reads the number of features from the column's metadata, or from the first row.
   *
   * @throws UnsupportedOperationException if neither tells, of which the fit has more to say
   */
  private static int features(Dataset<?> rows, String column) {
    Option<Object> known = MetadataUtils.getNumFeatures(rows.schema().apply(column));
    if (known.isDefined()) {
      return (Integer) known.get();
    }
    for (Row row : rows.select(RowColumns.named(column)).takeAsList(1)) {
      if (row.get(0) instanceof Vector features) {
        return features.size();
      }
    }
    throw new UnsupportedOperationException("column " + column + " has no features");
  }

  /** Returns the number of classes, from the column's metadata or the largest label. */
  static int classes(Dataset<?> rows, String column) {
    ClassLabels known = ClassLabels.of(rows, column);
    return known.areKnown() ? known.count(0) : known.count(largestLabel(rows, column));
  }

  /** Returns the largest label; 0 where it is no class, of which the fit has more to say. */
  private static int largestLabel(Dataset<?> rows, String column) {
    Column label = RowColumns.named(column).cast(DataTypes.DoubleType);
    Object largest = rows.select(max(label)).head().get(0);
    boolean isClass = largest instanceof Double found && found >= 0 && found < MOST_CLASSES;
    return isClass ? (int) (double) largest : 0;
  }
}
