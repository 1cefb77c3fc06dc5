// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.engine.rows.RowRules;

/**
 * A network that predicts a number, trained by any {@link sparkoptim.core.OptimMethod} to the least
 * mean squared error. Its last layer has one output, which the model scales to the labels' mean and
 * deviation: the objective is in units of their variance. Features are taken as they are.
 */
public class NetworkRegressor extends Regressor<Vector, NetworkRegressor, NetworkRegressionModel>
    implements LayeredNetworkStage<NetworkRegressionModel>,
        NetworkStage<NetworkRegressionModel>,
        NetworkParams,
        ValidationParams,
        OptimParams,
        NetworkSetters<NetworkRegressor>,
        ValidationSetters<NetworkRegressor>,
        OptimSetters<NetworkRegressor>,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final DefaultParamsReadable<NetworkRegressor> READABLE =
      new DefaultParamsReadable<>() {};

  private final String uid;
  private final ParamTable table;
  private InitialNetwork initial;

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
    table = ParamTable.of(this, Group.ALL, NetworkGroup.ALL);
  }

  /**
   * Trains a model.
   *
   * @param dataset with labels, and features or the columns of {@code inputCols}
   */
  @Override
  public NetworkRegressionModel fit(Dataset<?> dataset) {
    Dataset<?> rows = InputColumns.assembled(this, getFeaturesCol(), dataset);
    return rows == dataset ? super.fit(rows) : InputColumns.fitted(() -> super.fit(rows));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return InputColumns.transformed(this, getFeaturesCol(), schema, super::transformSchema);
  }

  @Override
  public NetworkRegressionModel train(Dataset<?> dataset) {
    return trainOn(dataset);
  }

  @Override
  public RowRules rowRules(Dataset<?> dataset) {
    return new RowRules(getLabelCol(), getFeaturesCol(), RowColumns.named(this, weightCol()), 0);
  }

  @Override
  public InitialNetwork initialNetwork() {
    return initial;
  }

  /**
   * Starts fits from another model's weights: those of parts whose name and sizes are the same in
   * both networks. The other parts start as they would without. The stage keeps the weights in
   * memory alone: it is saved without them.
   *
   * @param model to start from, of any network stage
   * @return this stage
   */
  public NetworkRegressor setInitialModel(NetworkModel model) {
    initial = InitialNetwork.of(model);
    return this;
  }

  /**
   * Starts fits from another model's weights, shrunk and perturbed: a network that is trained again
   * and again on new rows generalizes better so (Ash and Adams, 2020; they shrink to 0.6 or less).
   *
   * @param model to start from, see {@link #setInitialModel(NetworkModel)}
   * @param shrink the factor of its weights, from 0 to 1
   * @param perturb the factor of the weights that are added, those that the network would start
   *     from without
   * @return this stage
   */
  public NetworkRegressor setInitialModel(NetworkModel model, double shrink, double perturb) {
    initial = new InitialNetwork(model.trained(), shrink, perturb);
    return this;
  }

  @Override
  public NetworkRegressionModel trainOn(NetworkFit fit, Dataset<?> dataset) {
    boolean module = getLoss().equals(MODULE);
    LabelScale labels = module ? LabelScale.NONE : fit.labelScale();
    NetworkTask.Loss loss = module ? NetworkTask.Loss.MODULE_OF_NUMBERS : NetworkTask.Loss.SQUARED;
    TrainedNetwork network = fit.train(1, "as it predicts one number", loss, labels);
    return new NetworkRegressionModel(uid, network, labels);
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
    NetworkRegressor copy = defaultCopy(extra);
    copy.initial = initial;
    return copy;
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
