// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** The model that {@link HuberRegression} fits. */
public class HuberRegressionModel extends RegressionModel<Vector, HuberRegressionModel>
    implements LinearParams, ValidationParams, OptimParams, MLWritable {
  private static final long serialVersionUID = 1L;
  private static final StructType DATA =
      new StructType()
          .add("intercept", DataTypes.DoubleType, false)
          .add("coefficients", SQLDataTypes.VectorType(), false);

  private final String uid;
  private final ParamTable table;
  private final double[] coefficients;
  private final double intercept;

  HuberRegressionModel(String uid, double[] coefficients, double intercept) {
    this.uid = uid;
    this.coefficients = coefficients;
    this.intercept = intercept;
    TraitInit.predictor(this);
    table = ParamTable.of(this, Group.ALL, LinearGroup.ALL);
  }

  @Override
  public double predict(Vector features) {
    return intercept + features.dot(Vectors.dense(coefficients));
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ParamTable paramTable() {
    return table;
  }

  @Override
  public HuberRegressionModel copy(ParamMap extra) {
    HuberRegressionModel copy = new HuberRegressionModel(uid, coefficients, intercept);
    return copyValues(copy, extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    HuberRegressionModel model = this;
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        ModelMetadata.save(model, path, sparkSession());
        Row row = RowFactory.create(intercept, Vectors.dense(coefficients));
        sparkSession()
            .createDataFrame(List.of(row), DATA)
            .write()
            .parquet(new Path(path, "data").toString());
      }
    };
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<HuberRegressionModel> read() {
    return new MLReader<>() {
      @Override
      public HuberRegressionModel load(String path) {
        var metadata = ModelMetadata.load(path, sparkSession(), HuberRegressionModel.class);
        Row row = sparkSession().read().parquet(new Path(path, "data").toString()).head();
        double[] coefficients = row.<Vector>getAs("coefficients").toArray();
        HuberRegressionModel model =
            new HuberRegressionModel(metadata.uid(), coefficients, row.getAs("intercept"));
        metadata.getAndSetParams(model, Option.empty());
        return model;
      }
    };
  }

  /** Loads what {@link #save} wrote. */
  public static HuberRegressionModel load(String path) {
    return read().load(path);
  }
}
