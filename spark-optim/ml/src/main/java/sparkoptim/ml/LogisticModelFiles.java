// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.GeneralMLWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * The files of a {@link LogisticRegressionModel}, which {@link LinearModelWriter} writes: a Parquet
 * file of one row has the numbers.
 */
final class LogisticModelFiles {
  private static final StructType DATA =
      new StructType()
          .add("numClasses", DataTypes.IntegerType, false)
          .add("isMultinomial", DataTypes.BooleanType, false)
          .add("interceptVector", SQLDataTypes.VectorType(), false)
          .add("coefficientMatrix", SQLDataTypes.MatrixType(), false)
          .add(
              LinearModelFiles.NAMES, DataTypes.createArrayType(DataTypes.StringType, false), true);

  private LogisticModelFiles() {}

  static GeneralMLWriter writer(LogisticRegressionModel model) {
    Row row =
        RowFactory.create(
            model.numClasses(),
            model.isMultinomial(),
            model.interceptVector(),
            model.coefficientMatrix(),
            model.featureNames());
    return new LinearModelWriter(model, model.weights(), model.numbers(), DATA, row);
  }

  static MLReader<LogisticRegressionModel> reader() {
    return new MLReader<>() {
      @Override
      public LogisticRegressionModel load(String path) {
        var metadata = ModelMetadata.load(path, sparkSession(), LogisticRegressionModel.class);
        Row row = sparkSession().read().parquet(new Path(path, "data").toString()).head();
        LogisticRegressionModel model =
            new LogisticRegressionModel(
                metadata.uid(),
                LinearWeights.of(
                        row.<Matrix>getAs("coefficientMatrix"),
                        row.<Vector>getAs("interceptVector"))
                    .named(LinearModelFiles.names(row)),
                row.<Integer>getAs("numClasses"),
                row.<Boolean>getAs("isMultinomial"));
        metadata.getAndSetParams(model, Option.empty());
        return model;
      }
    };
  }
}
