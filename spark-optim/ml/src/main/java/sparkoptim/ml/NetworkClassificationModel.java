// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.network.LabelScale;

/** The model that {@link NetworkClassifier} fits. Raw predictions are the last layer's outputs. */
public class NetworkClassificationModel extends NetworkClassification<NetworkClassificationModel>
    implements NetworkModel,
        NetworkParams,
        ValidationParams,
        ClassWeightParams,
        OptimParams,
        HasTrainingSummary,
        MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ParamTable table;

  /** Creates an empty model: a server of Spark Connect finds only classes that it could make. */
  public NetworkClassificationModel() {
    this("", null, 0);
  }

  /** Creates a model of a network, which has an output per class. */
  NetworkClassificationModel(String uid, TrainedNetwork network, int numClasses) {
    super(network, numClasses);
    this.uid = uid;
    TraitInit.probabilistic(this);
    table = ParamTable.of(this, Group.ALL, NetworkGroup.ALL, ClassWeightGroup.ALL);
  }

  @Override
  public TrainedNetwork trained() {
    return network;
  }

  @Override
  NetworkClassificationModel judge() {
    return new NetworkClassificationModel(uid, null, numClasses());
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
  public NetworkClassificationModel copy(ParamMap extra) {
    NetworkClassificationModel copy = new NetworkClassificationModel(uid, network, numClasses());
    return copyValues(copy, extra).setParent(parent());
  }

  /**
   * Returns the same model computed by another backend, whose jar is on the class path, too: a
   * model of BigDL's layers then needs BigDL no more once it is saved.
   *
   * @param backend torch, bigdl or core
   * @return the model, whose scores differ by rounding alone
   */
  public NetworkClassificationModel withBackend(String backend) {
    NetworkClassificationModel model =
        new NetworkClassificationModel(uid, network.on(backend), numClasses());
    ParamMap named = new ParamMap().put(backend(), backend);
    return copyValues(model, named).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return NetworkModelFiles.writer(this, numClasses(), LabelScale.NONE);
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<NetworkClassificationModel> read() {
    return NetworkModelFiles.reader(
        NetworkClassificationModel.class,
        (uid, files) -> new NetworkClassificationModel(uid, files.network(), files.numClasses()));
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage or model with its params
   */
  public static NetworkClassificationModel load(String path) {
    return read().load(path);
  }
}
