// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.network.LabelScale;

/** The model that {@link NetworkRegressor} fits. */
public class NetworkRegressionModel extends NetworkRegression<NetworkRegressionModel>
    implements NetworkModel,
        NetworkParams,
        ValidationParams,
        OptimParams,
        HasTrainingSummary,
        MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ParamTable table;

  /** Creates an empty model: a server of Spark Connect finds only classes that it could make. */
  public NetworkRegressionModel() {
    this("", null, LabelScale.NONE);
  }

  /** Creates a model of a network whose one output is a label on a scale. */
  NetworkRegressionModel(String uid, TrainedNetwork network, LabelScale labels) {
    super(network, labels);
    this.uid = uid;
    TraitInit.predictor(this);
    table = ParamTable.of(this, Group.ALL, NetworkGroup.ALL);
  }

  @Override
  public TrainedNetwork trained() {
    return network;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return InputColumns.transformed(this, getFeaturesCol(), schema, super::transformSchema);
  }

  @Override
  public ParamTable paramTable() {
    return table;
  }

  @Override
  public NetworkRegressionModel copy(ParamMap extra) {
    NetworkRegressionModel copy = new NetworkRegressionModel(uid, network, labels);
    return copyValues(copy, extra).setParent(parent());
  }

  /**
   * Returns the same model computed by another backend, whose jar is on the class path, too: a
   * model of BigDL's layers then needs BigDL no more once it is saved.
   *
   * @param backend torch, bigdl or core
   * @return the model, whose scores differ by rounding alone
   */
  public NetworkRegressionModel withBackend(String backend) {
    NetworkRegressionModel model = new NetworkRegressionModel(uid, network.on(backend), labels);
    ParamMap named = new ParamMap().put(backend(), backend);
    return copyValues(model, named).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return NetworkModelFiles.writer(this, 0, labels);
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<NetworkRegressionModel> read() {
    return NetworkModelFiles.reader(
        NetworkRegressionModel.class,
        (uid, files) -> new NetworkRegressionModel(uid, files.network(), files.labels()));
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage or model with its params
   */
  public static NetworkRegressionModel load(String path) {
    return read().load(path);
  }
}
