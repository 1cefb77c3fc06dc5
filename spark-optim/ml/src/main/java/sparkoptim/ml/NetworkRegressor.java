// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.shared.HasWeightCol;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.rows.RowRules;

/**
 * A network that predicts a number, trained by any {@link sparkoptim.core.OptimMethod} to the least
 * mean squared error. Its last layer has one output, which the model scales to the labels' mean and
 * deviation: the objective is in units of their variance. Features are taken as they are.
 */
public class NetworkRegressor extends Regressor<Vector, NetworkRegressor, NetworkRegressionModel>
    implements NetworkParams,
        OptimParams,
        NetworkSetters<NetworkRegressor>,
        OptimSetters<NetworkRegressor>,
        HasWeightCol,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final DefaultParamsReadable<NetworkRegressor> READABLE =
      new DefaultParamsReadable<>() {};

  private final String uid;
  private final ParamTable table;
  private Param<String> weightCol;

  /** Creates a regressor with a random uid. */
  public NetworkRegressor() {
    this(Identifiable$.MODULE$.randomUID("netreg"));
  }

  /**
   * Creates a regressor with a given uid.
   *
   * @param uid identifier of the stage, unique in its pipeline
   */
  public NetworkRegressor(String uid) {
    this.uid = uid;
    TraitInit.predictor(this);
    HasWeightCol.$init$(this);
    table = ParamTable.of(this, Group.ALL, NetworkGroup.ALL);
  }

  @Override
  public NetworkRegressionModel train(Dataset<?> dataset) {
    return FitJobs.run(dataset.sparkSession().sparkContext(), uid, jobs -> train(dataset, jobs));
  }

  private NetworkRegressionModel train(Dataset<?> dataset, FitJobs jobs) {
    long start = System.nanoTime();
    String weight = isDefined(weightCol()) && !getWeightCol().isEmpty() ? getWeightCol() : null;
    RowRules rules = new RowRules(getLabelCol(), getFeaturesCol(), weight, 0);
    try (NetworkFit fit = new NetworkFit(this, jobs, dataset, rules)) {
      LabelMoments labels = fit.labelMoments();
      LabelScale scale = new LabelScale(labels.mean(), labels.deviation());
      NetworkFit.Result result =
          fit.train(1, "as it predicts one number", NetworkTask.Loss.SQUARED, scale);
      NetworkRegressionModel model =
          new NetworkRegressionModel(uid, result.network(), labels.mean(), labels.deviation());
      double seconds = (System.nanoTime() - start) / 1e9;
      model.setSummary(new TrainingSummary(result.outcome(), model.weightsSha256(), seconds));
      return model;
    }
  }

  @Override
  public NetworkRegressor self() {
    return this;
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
  public NetworkRegressor copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Sets the column of row weights; unset or empty means 1. Default unset.
   *
   * @param value the new value
   * @return this stage
   */
  public NetworkRegressor setWeightCol(String value) {
    ParamSpec.requireGiven("weightCol", value);
    set(weightCol(), value);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    if (isDefined(weightCol()) && !getWeightCol().isEmpty()) {
      SchemaUtils.checkNumericType(schema, getWeightCol(), "");
    }
    return super.transformSchema(schema);
  }

  @Override
  public Param<String> weightCol() {
    return weightCol;
  }

  @Override
  public void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> param) {
    weightCol = param;
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<NetworkRegressor> read() {
    return READABLE.read();
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage or model with its params
   */
  public static NetworkRegressor load(String path) {
    return read().load(path);
  }
}
