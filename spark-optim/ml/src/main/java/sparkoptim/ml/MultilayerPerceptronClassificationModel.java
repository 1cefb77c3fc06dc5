// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.UUID;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.PerceptronBackend;
import sparkoptim.core.network.text.Shape;

/** The model that {@link MultilayerPerceptronClassifier} fits. */
public class MultilayerPerceptronClassificationModel
    extends NetworkClassification<MultilayerPerceptronClassificationModel>
    implements PerceptronParams,
        ValidationParams,
        ClassWeightParams,
        OptimParams,
        HasWeights,
        HasTrainingSummary,
        MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ParamTable table;
  private transient MultilayerPerceptronClassificationTrainingSummary summary;

  /** Creates an empty model: a server of Spark Connect finds only classes that it could make. */
  public MultilayerPerceptronClassificationModel() {
    this("", null, 0);
  }

  /**
   * Creates a model of known weights, without a summary.
   *
   * @param uid identifier of the stage, unique in its pipeline
   * @param layers sizes of the layers
   * @param weights in MLlib's order: of each layer the columns of its matrix, then its biases
   */
  public MultilayerPerceptronClassificationModel(String uid, int[] layers, Vector weights) {
    this(
        uid,
        new TrainedNetwork(
            PerceptronBackend.trained(
                PerceptronStage.text(layers),
                Shape.of(layers[0]),
                PerceptronWeights.point(layers, weights.toArray()))));
    set(layers(), layers.clone());
  }

  MultilayerPerceptronClassificationModel(String uid, TrainedNetwork network) {
    this(uid, network, network.outputs());
  }

  MultilayerPerceptronClassificationModel(String uid, TrainedNetwork network, int numClasses) {
    super(network, numClasses);
    this.uid = uid;
    TraitInit.probabilistic(this);
    table = ParamTable.of(this, Group.ALL, PerceptronGroup.ALL, ClassWeightGroup.ALL);
  }

  TrainedNetwork trained() {
    return network;
  }

  /** Returns the weights in MLlib's order; what {@code weights} gives. */
  @Override
  public Vector weightVector() {
    return Vectors.dense(PerceptronWeights.weights(getLayers(), network.served().values()));
  }

  /** Returns the number of weights, biases included. */
  public long numParameters() {
    return network.parameters();
  }

  /** Returns the SHA-256 of the weights, as little-endian doubles in the order of training. */
  public String weightsSha256() {
    return network.weightsSha256();
  }

  @Override
  public boolean hasSummary() {
    return summary != null;
  }

  /**
   * Returns how the model was trained and how well it predicts its training rows.
   *
   * @throws IllegalStateException if the model was loaded
   */
  @Override
  public MultilayerPerceptronClassificationTrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException("this model has no training summary: it was loaded");
    }
    return summary;
  }

  MultilayerPerceptronClassificationModel withSummary(
      MultilayerPerceptronClassificationTrainingSummary other) {
    summary = other;
    return this;
  }

  /**
   * Returns how well the model predicts a data set.
   *
   * @param dataset with the columns of features and labels, and of weights where it is set
   * @return the figures, computed when they are asked for
   */
  public MultilayerPerceptronClassificationSummary evaluate(Dataset<?> dataset) {
    return new MultilayerPerceptronClassificationSummary(
        copyValues(bare(), new ParamMap()).predicted(dataset));
  }

  /** Returns the rows that this model predicts, which must not change any more. */
  PredictedRows predicted(Dataset<?> dataset) {
    if (getProbabilityCol().isEmpty()) {
      setProbabilityCol("probability_" + UUID.randomUUID());
    }
    return PredictedRows.of(
        this, RowColumns.named(this, weightCol()), getProbabilityCol(), dataset);
  }

  /** Returns Spark's own model with the same weights and params, for other tools. */
  public org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel toMLlib() {
    var model =
        new org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel(
            uid, weights());
    return copyValues(model, new ParamMap());
  }

  /** Returns a model with the same weights, without params and summary. */
  MultilayerPerceptronClassificationModel bare() {
    return new MultilayerPerceptronClassificationModel(uid, network, numClasses());
  }

  @Override
  MultilayerPerceptronClassificationModel judge() {
    return new MultilayerPerceptronClassificationModel(uid, null, numClasses());
  }

  @Override
  public String toString() {
    return PlainText.of(
        "MultilayerPerceptronClassificationModel: uid=%s, numLayers=%d, numClasses=%d,"
            + " numFeatures=%d",
        uid, getLayers().length, numClasses(), numFeatures());
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
  public MultilayerPerceptronClassificationModel copy(ParamMap extra) {
    MultilayerPerceptronClassificationModel copy = bare();
    copy.summary = summary;
    return copyValues(copy, extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return NetworkModelFiles.writer(this, network, numClasses(), LabelScale.NONE);
  }

  /** Returns a reader of what {@link #save} wrote, and of what MLlib's model writes. */
  public static MLReader<MultilayerPerceptronClassificationModel> read() {
    MLReader<MultilayerPerceptronClassificationModel> ours =
        NetworkModelFiles.reader(
            MultilayerPerceptronClassificationModel.class,
            (uid, files) -> new MultilayerPerceptronClassificationModel(uid, files.network()));
    return new PerceptronFilesOfMLlib(ours);
  }

  /**
   * Loads what {@link #save} wrote, or MLlib's model.
   *
   * @param path the folder, on any Hadoop file system
   * @return the model with its params
   */
  public static MultilayerPerceptronClassificationModel load(String path) {
    return read().load(path);
  }
}
