// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.util.Arrays;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;

/** Vectors of another width: what is missing is 0, and what is beyond goes. */
public final class Widths {
  private Widths() {}

  /**
   * Returns rows whose vectors are as wide as a model takes them: features that it has no weights
   * for go, as if these were 0, and those that the rows lack are 0.
   *
   * @param last the stage that predicts
   */
  public static Dataset<Row> fitting(Transformer last, Dataset<Row> rows) {
    if (!(last instanceof PredictionModel<?, ?> model)
        || model.numFeatures() <= 0
        || !Arrays.asList(rows.columns()).contains(model.getFeaturesCol())) {
      return rows;
    }
    return resized(rows, model.getFeaturesCol(), model.numFeatures(), Metadata.empty());
  }

  /**
   * Returns the rows with vectors of a width.
   *
   * @param column of vectors
   * @param metadata of the new column
   */
  public static Dataset<Row> resized(
      Dataset<Row> rows, String column, int width, Metadata metadata) {
    UDF1<Vector, Vector> resize = vector -> vector == null ? null : resized(vector, width);
    Column old = functions.col("`" + column.replace("`", "``") + "`");
    return rows.withColumn(
        column, functions.udf(resize, SQLDataTypes.VectorType()).apply(old).as(column, metadata));
  }

  static Vector resized(Vector vector, int width) {
    if (vector.size() == width) {
      return vector;
    } else if (vector instanceof DenseVector dense) {
      return new DenseVector(Arrays.copyOf(dense.values(), width));
    }
    SparseVector sparse = vector.toSparse();
    int kept = Arrays.binarySearch(sparse.indices(), width);
    int count = kept < 0 ? -kept - 1 : kept;
    return Vectors.sparse(
        width, Arrays.copyOf(sparse.indices(), count), Arrays.copyOf(sparse.values(), count));
  }
}
