// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * The files of linear models with one output: Spark's metadata with the params, and a Parquet file
 * of one row with the numbers. No serialized objects: reading runs no code of the file's.
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
   * @param scale of the residuals; 1 where the model has none
   */
  static MLWriter writer(Params model, LinearWeights weights, double scale) {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        weights.requireNumbers(true);
        DefaultParamsWriter.saveMetadata(model, path, sc(), Option.empty(), Option.empty());
        Row row = RowFactory.create(weights.intercept(), weights.vector(), scale);
        sparkSession()
            .createDataFrame(List.of(row), DATA)
            .coalesce(1)
            .write()
            .parquet(new Path(path, "data").toString());
      }
    };
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
