// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple3;
import sparkoptim.core.network.LabelScale;

/** The model that {@link NetworkClassifier} fits. Raw predictions are the last layer's outputs. */
public class NetworkClassificationModel
    extends ProbabilisticClassificationModel<Vector, NetworkClassificationModel>
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
  private final TrainedNetwork network;
  private final int numClasses;

  /** Creates an empty model: a server of Spark Connect finds only classes that it could make. */
  public NetworkClassificationModel() {
    this("", null, 0);
  }

  /** Creates a model of a network, which has an output per class. */
  NetworkClassificationModel(String uid, TrainedNetwork network, int numClasses) {
    this.uid = uid;
    this.network = network;
    this.numClasses = numClasses;
    TraitInit.probabilistic(this);
    table = ParamTable.of(this, Group.ALL, NetworkGroup.ALL, ClassWeightGroup.ALL);
  }

  @Override
  public TrainedNetwork trained() {
    return network;
  }

  @Override
  public int numClasses() {
    return numClasses;
  }

  @Override
  public int numFeatures() {
    return network.input().size();
  }

  @Override
  public Vector predictRaw(Vector features) {
    return Vectors.dense(network.scores(features, getFeaturesCol()));
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    ClassScores.softmax(((DenseVector) raw).values());
    return raw;
  }

  /**
   * Returns the data with the output columns. Rows go through the network in batches; only then are
   * scores turned into the other columns.
   *
   * @param dataset with the features
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    // What judges scores goes to every task, and need not carry the network there.
    NetworkClassificationModel judge =
        copyValues(new NetworkClassificationModel(uid, null, numClasses), new ParamMap());
    return ClassScores.transform(this, judge, network, dataset);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ParamTable paramTable() {
    return table;
  }

  /** The compiler sees two inherited methods that differ in type arguments only; this names one. */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return new Tuple3(this, getProbabilityCol(), getPredictionCol());
  }

  @Override
  public NetworkClassificationModel copy(ParamMap extra) {
    NetworkClassificationModel copy = new NetworkClassificationModel(uid, network, numClasses);
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
        new NetworkClassificationModel(uid, network.on(backend), numClasses);
    ParamMap named = new ParamMap().put(backend(), backend);
    return copyValues(model, named).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return NetworkModelFiles.writer(this, numClasses, LabelScale.NONE);
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
