// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Params;
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
  /** The column of the features' names, which files of before do not have. */
  static final String NAMES = "featureNames";

  private static final StructType DATA =
      new StructType()
          .add("intercept", DataTypes.DoubleType, false)
          .add("coefficients", SQLDataTypes.VectorType(), false)
          .add("scale", DataTypes.DoubleType, false)
          .add(NAMES, DataTypes.createArrayType(DataTypes.StringType, false), true);

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
    Row row =
        RowFactory.create(weights.intercept(), weights.vector(), scale, weights.featureNames());
    return new LinearModelWriter(model, weights, numbers, DATA, row);
  }

  /** Returns a reader of what the writer wrote. */
  static <M extends Params> MLReader<M> reader(Class<M> type, Maker<M> maker) {
    return new MLReader<>() {
      @Override
      public M load(String path) {
        var metadata = ModelMetadata.load(path, sparkSession(), type);
        Row row = sparkSession().read().parquet(new Path(path, "data").toString()).head();
        LinearWeights weights =
            LinearWeights.of(row.<Vector>getAs("coefficients"), row.<Double>getAs("intercept"))
                .named(names(row));
        M model = maker.make(metadata.uid(), weights, row.<Double>getAs("scale"));
        metadata.getAndSetParams(model, Option.empty());
        return model;
      }
    };
  }

  /** Returns the features' names in a model's file; empty where it has none. */
  static String[] names(Row row) {
    boolean known = Arrays.asList(row.schema().fieldNames()).contains(NAMES);
    return known
        ? row.<String>getList(row.fieldIndex(NAMES)).toArray(String[]::new)
        : new String[0];
  }
}
