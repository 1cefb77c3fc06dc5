// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.engine.rows.RowRules;

/**
 * A network that tells classes, trained by any {@link sparkoptim.core.OptimMethod} to the least
 * cross entropy of its softmax. Its last layer has one output per class. Features are taken as they
 * are. {@code maxIter} counts passes over the rows; {@code regParam} leaves out biases and scales.
 */
public class NetworkClassifier
    extends ProbabilisticClassifier<Vector, NetworkClassifier, NetworkClassificationModel>
    implements LayeredNetworkStage<NetworkClassificationModel>,
        NetworkStage<NetworkClassificationModel>,
        NetworkParams,
        ValidationParams,
        ClassWeightParams,
        OptimParams,
        NetworkSetters<NetworkClassifier>,
        ValidationSetters<NetworkClassifier>,
        OptimSetters<NetworkClassifier>,
        ClassWeightSetters<NetworkClassifier>,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final DefaultParamsReadable<NetworkClassifier> READABLE =
      new DefaultParamsReadable<>() {};

  private final String uid;
  private final ParamTable table;
  private InitialNetwork initial;

  /** Creates a classifier with a random uid. */
  public NetworkClassifier() {
    this(Identifiable$.MODULE$.randomUID("netcls"));
  }

  /**
   * Creates a classifier with a given uid.
   *
   * @param uid identifier of the stage, unique in its pipeline
   */
  public NetworkClassifier(String uid) {
    this.uid = uid;
    TraitInit.probabilistic(this);
    table = ParamTable.of(this, Group.ALL, NetworkGroup.ALL, ClassWeightGroup.ALL);
  }

  /**
   * Trains a model.
   *
   * @param dataset with labels, and features or the columns of {@code inputCols}
   */
  @Override
  public NetworkClassificationModel fit(Dataset<?> dataset) {
    Dataset<?> rows = InputColumns.assembled(this, getFeaturesCol(), dataset);
    return rows == dataset ? super.fit(rows) : InputColumns.fitted(() -> super.fit(rows));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return InputColumns.transformed(this, getFeaturesCol(), schema, super::transformSchema);
  }

  @Override
  public NetworkClassificationModel train(Dataset<?> dataset) {
    return trainOn(dataset);
  }

  @Override
  public RowRules rowRules(Dataset<?> dataset) {
    String weight = RowColumns.named(this, weightCol());
    return ClassLabels.of(dataset, getLabelCol()).rules(getLabelCol(), getFeaturesCol(), weight);
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
  public NetworkClassifier setInitialModel(NetworkModel model) {
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
  public NetworkClassifier setInitialModel(NetworkModel model, double shrink, double perturb) {
    initial = new InitialNetwork(model.trained(), shrink, perturb);
    return this;
  }

  @Override
  public NetworkClassificationModel trainOn(NetworkFit fit, Dataset<?> dataset) {
    int classes = ClassLabels.of(dataset, getLabelCol()).count(fit.largestLabel());
    ClassLabels.requireThresholds(this, classes);
    fit.weighClasses(getClassWeights(), classes);
    String because = PlainText.of("as column %s has %d classes", getLabelCol(), classes);
    NetworkTask.Loss loss =
        getLoss().equals(MODULE) ? NetworkTask.Loss.MODULE_OF_CLASSES : NetworkTask.Loss.SOFTMAX;
    return new NetworkClassificationModel(
        uid, fit.train(classes, because, loss, LabelScale.NONE), classes);
  }

  @Override
  public NetworkClassifier self() {
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
  public NetworkClassifier copy(ParamMap extra) {
    NetworkClassifier copy = defaultCopy(extra);
    copy.initial = initial;
    return copy;
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<NetworkClassifier> read() {
    return READABLE.read();
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage or model with its params
   */
  public static NetworkClassifier load(String path) {
    return read().load(path);
  }
}
