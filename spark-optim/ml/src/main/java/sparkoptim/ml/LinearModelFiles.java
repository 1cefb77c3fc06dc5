// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.GeneralMLWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import sparkoptim.core.serving.LinearNumbers;

/**
 * The files of linear models with one output, which {@link LinearModelWriter} writes: a Parquet
 * file of one row has the numbers.
 */
final class LinearModelFiles {
  private static final StructType DATA =
      new StructType()
          .add("intercept", DataTypes.DoubleType, false)
          .add("coefficients", SQLDataTypes.VectorType(), false)
          .add("scale", DataTypes.DoubleType, false);

  private LinearModelFiles() {}

  /**
   * Makes a model from its numbers.
   *
   * @param <M> the model
   */
  interface Maker<M> {
    /** Makes a model, whose params are set afterwards. */
    M make(String uid, LinearWeights weights, double scale);
  }

  /**
   * Returns a writer.
   *
   * @param numbers of the model, as exports have them
   * @param scale of the residuals; 1 where the model has none
   */
  static <M extends PipelineStage & Params> GeneralMLWriter writer(
      M model, LinearWeights weights, LinearNumbers numbers, double scale) {
    Row row = RowFactory.create(weights.intercept(), weights.vector(), scale);
    return new LinearModelWriter(model, weights, numbers, DATA, row);
  }

  /** Returns a reader of what the writer wrote. */
  static <M extends Params> MLReader<M> reader(Class<M> type, Maker<M> maker) {
    return new MLReader<>() {
      @Override
      public M load(String path) {
        var metadata = DefaultParamsReader.loadMetadata(path, sc(), type.getName());
        Row row =
            sparkSession()
                .read()
                .parquet(new Path(path, "data").toString())
                .select("intercept", "coefficients", "scale")
                .head();
        double[] coefficients = row.<Vector>getAs(1).toArray();
        LinearWeights weights = new LinearWeights(coefficients, new double[] {row.getDouble(0)});
        M model = maker.make(metadata.uid(), weights, row.getDouble(2));
        metadata.getAndSetParams(model, Option.empty());
        return model;
      }
    };
  }
}
