// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.PerceptronBackend;
import sparkoptim.core.network.text.Shape;

/** The model that {@link MultilayerPerceptronRegressor} fits. */
public class MultilayerPerceptronRegressionModel
    extends NetworkRegression<MultilayerPerceptronRegressionModel>
    implements PerceptronParams,
        ValidationParams,
        OptimParams,
        HasWeights,
        HasTrainingSummary,
        MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ParamTable table;

  /** Creates an empty model: a server of Spark Connect finds only classes that it could make. */
  public MultilayerPerceptronRegressionModel() {
    this("", null, LabelScale.NONE);
  }

  /**
   * Creates a model of known weights, without a summary.
   *
   * @param uid identifier of the stage, unique in its pipeline
   * @param layers sizes of the layers
   * @param weights in MLlib's order: of each layer the columns of its matrix, then its biases
   * @param labelMean the label that an output of 0 means
   * @param labelDeviation the difference of labels that an output of 1 means, > 0
   */
  public MultilayerPerceptronRegressionModel(
      String uid, int[] layers, Vector weights, double labelMean, double labelDeviation) {
    this(
        uid,
        new TrainedNetwork(
            PerceptronBackend.trained(
                PerceptronStage.text(layers),
                Shape.of(layers[0]),
                PerceptronWeights.point(layers, weights.toArray()))),
        new LabelScale(labelMean, labelDeviation));
    set(layers(), layers.clone());
  }

  MultilayerPerceptronRegressionModel(String uid, TrainedNetwork network, LabelScale labels) {
    super(network, labels);
    this.uid = uid;
    TraitInit.predictor(this);
    table = ParamTable.of(this, Group.ALL, PerceptronGroup.ALL);
  }

  TrainedNetwork trained() {
    return network;
  }

  /** Returns the weights in MLlib's order; what {@code weights} gives. */
  @Override
  public Vector weightVector() {
    return Vectors.dense(PerceptronWeights.weights(getLayers(), network.served().values()));
  }

  /** Returns the label that an output of 0 means: the mean of those trained on. */
  public double labelMean() {
    return labels.mean();
  }

  /** Returns the difference of labels that an output of 1 means: the deviation of those. */
  public double labelDeviation() {
    return labels.deviation();
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
    return network.summary() != null;
  }

  /**
   * Returns how the model was trained.
   *
   * @throws IllegalStateException if the model was loaded
   */
  @Override
  public TrainingSummary summary() {
    if (!hasSummary()) {
      throw new IllegalStateException("this model has no training summary: it was loaded");
    }
    return network.summary();
  }

  @Override
  public String toString() {
    return PlainText.of(
        "MultilayerPerceptronRegressionModel: uid=%s, numLayers=%d, numFeatures=%d",
        uid, getLayers().length, numFeatures());
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
  public MultilayerPerceptronRegressionModel copy(ParamMap extra) {
    MultilayerPerceptronRegressionModel copy =
        new MultilayerPerceptronRegressionModel(uid, network, labels);
    return copyValues(copy, extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return NetworkModelFiles.writer(this, network, 0, labels);
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<MultilayerPerceptronRegressionModel> read() {
    return NetworkModelFiles.reader(
        MultilayerPerceptronRegressionModel.class,
        (uid, files) ->
            new MultilayerPerceptronRegressionModel(uid, files.network(), files.labels()));
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the model with its params
   */
  public static MultilayerPerceptronRegressionModel load(String path) {
    return read().load(path);
  }
}
