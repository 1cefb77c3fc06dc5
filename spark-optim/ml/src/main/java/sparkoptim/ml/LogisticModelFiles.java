// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
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
 * The files of a {@link LogisticRegressionModel}: Spark's metadata with the params, and a Parquet
 * file of one row with the numbers. No serialized objects: reading runs no code of the file's.
 */
final class LogisticModelFiles {
  private static final StructType DATA =
      new StructType()
          .add("numClasses", DataTypes.IntegerType, false)
          .add("isMultinomial", DataTypes.BooleanType, false)
          .add("interceptVector", SQLDataTypes.VectorType(), false)
          .add("coefficientMatrix", SQLDataTypes.MatrixType(), false);

  private LogisticModelFiles() {}

  static MLWriter writer(LogisticRegressionModel model) {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        model.weights().requireNumbers(true);
        DefaultParamsWriter.saveMetadata(model, path, sc(), Option.empty(), Option.empty());
        Row row =
            RowFactory.create(
                model.numClasses(),
                model.isMultinomial(),
                model.interceptVector(),
                model.coefficientMatrix());
        sparkSession()
            .createDataFrame(List.of(row), DATA)
            .coalesce(1)
            .write()
            .parquet(new Path(path, "data").toString());
      }
    };
  }

  static MLReader<LogisticRegressionModel> reader() {
    return new MLReader<>() {
      @Override
      public LogisticRegressionModel load(String path) {
        var metadata =
            DefaultParamsReader.loadMetadata(path, sc(), LogisticRegressionModel.class.getName());
        Row row =
            sparkSession()
                .read()
                .parquet(new Path(path, "data").toString())
                .select("numClasses", "isMultinomial", "interceptVector", "coefficientMatrix")
                .head();
        LogisticRegressionModel model =
            new LogisticRegressionModel(
                metadata.uid(),
                LinearWeights.of(row.<Matrix>getAs(3), row.<Vector>getAs(2)),
                row.getInt(0),
                row.getBoolean(1));
        metadata.getAndSetParams(model, Option.empty());
        return model;
      }
    };
  }
}
