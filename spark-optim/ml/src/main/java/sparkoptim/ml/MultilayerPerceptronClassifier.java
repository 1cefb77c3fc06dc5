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
import sparkoptim.core.PlainText;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.engine.rows.RowRules;

/**
 * MLlib's multilayer perceptron: dense layers with sigmoids between them and a softmax at the end,
 * trained by any {@link sparkoptim.core.OptimMethod} to the least cross entropy. Params have
 * MLlib's names and meaning, so that a user changes the import. {@code optimMethod = auto} is
 * L-BFGS on all rows up to 2,048 of them, or where {@code solver} is set, and AdamW on mini-batches
 * above.
 */
public class MultilayerPerceptronClassifier
    extends ProbabilisticClassifier<
        Vector, MultilayerPerceptronClassifier, MultilayerPerceptronClassificationModel>
    implements PerceptronStage<MultilayerPerceptronClassificationModel>,
        NetworkStage<MultilayerPerceptronClassificationModel>,
        PerceptronParams,
        ValidationParams,
        ClassWeightParams,
        OptimParams,
        PerceptronSetters<MultilayerPerceptronClassifier>,
        ValidationSetters<MultilayerPerceptronClassifier>,
        OptimSetters<MultilayerPerceptronClassifier>,
        ClassWeightSetters<MultilayerPerceptronClassifier>,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final DefaultParamsReadable<MultilayerPerceptronClassifier> READABLE =
      new DefaultParamsReadable<>() {};

  private final String uid;
  private final ParamTable table;
  private InitialNetwork initial;

  /** Creates a classifier with a random uid. */
  public MultilayerPerceptronClassifier() {
    this(Identifiable$.MODULE$.randomUID("mlpc"));
  }

  /**
   * Creates a classifier with a given uid.
   *
   * @param uid identifier of the stage, unique in its pipeline
   */
  public MultilayerPerceptronClassifier(String uid) {
    this.uid = uid;
    TraitInit.probabilistic(this);
    table = ParamTable.of(this, Group.ALL, PerceptronGroup.ALL, ClassWeightGroup.ALL);
  }

  @Override
  public MultilayerPerceptronClassificationModel fit(Dataset<?> dataset) {
    if (OddNames.isPlain(this, labelCol(), weightCol())) {
      return super.fit(dataset);
    }
    transformSchema(dataset.schema());
    return copyValues(train(dataset).setParent(this), new ParamMap());
  }

  @Override
  public MultilayerPerceptronClassificationModel train(Dataset<?> dataset) {
    return trainOn(dataset);
  }

  private int classes() {
    int[] layers = requireLayers();
    int classes = layers[layers.length - 1];
    if (classes < 2) {
      throw new IllegalArgumentException(
          PlainText.of(
              "layers must end with the number of classes, 2 or more, ended with %d", classes));
    }
    return classes;
  }

  @Override
  public RowRules rowRules(Dataset<?> dataset) {
    return new RowRules(
        getLabelCol(), getFeaturesCol(), RowColumns.named(this, weightCol()), classes());
  }

  @Override
  public InitialNetwork initialNetwork() {
    return initial;
  }

  /**
   * Starts fits from another model's weights: those of layers that have the same place and sizes in
   * both. The other layers start as they would without. The stage keeps the weights in memory
   * alone: it is saved without them.
   *
   * @param model to start from
   * @return this stage
   */
  public MultilayerPerceptronClassifier setInitialModel(
      MultilayerPerceptronClassificationModel model) {
    return setInitialModel(model, 1, 0);
  }

  /**
   * Starts fits from another model's weights, shrunk and perturbed, see {@link
   * NetworkClassifier#setInitialModel(NetworkModel, double, double)}.
   *
   * @param model to start from
   * @param shrink the factor of its weights, from 0 to 1
   * @param perturb the factor of the weights that are added
   * @return this stage
   */
  public MultilayerPerceptronClassifier setInitialModel(
      MultilayerPerceptronClassificationModel model, double shrink, double perturb) {
    initial = new InitialNetwork(model.trained(), shrink, perturb);
    return this;
  }

  @Override
  public MultilayerPerceptronClassificationModel trainOn(NetworkFit fit, Dataset<?> dataset) {
    int classes = classes();
    ClassLabels.requireThresholds(this, classes);
    fit.weighClasses(getClassWeights(), classes);
    TrainedNetwork network =
        fit.train(classes, "the number of classes", NetworkTask.Loss.SOFTMAX, LabelScale.NONE);
    var model = new MultilayerPerceptronClassificationModel(uid, network);
    MultilayerPerceptronClassificationModel same = copyValues(model.bare(), new ParamMap());
    String sha256 = network.weightsSha256();
    return model.withSummary(
        new MultilayerPerceptronClassificationTrainingSummary(
            fit.outcome(), sha256, fit.seconds(), same.predicted(dataset)));
  }

  @Override
  public MultilayerPerceptronClassifier self() {
    return this;
  }

  /**
   * Returns the bytes that the model will take, which servers of Spark Connect ask for.
   *
   * @param dataset as for {@code fit}
   */
  public long estimateModelSize(Dataset<?> dataset) {
    return ModelSize.ofLayers(this, requireLayers());
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
  public MultilayerPerceptronClassifier copy(ParamMap extra) {
    MultilayerPerceptronClassifier copy = defaultCopy(extra);
    copy.initial = initial;
    return copy;
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<MultilayerPerceptronClassifier> read() {
    return READABLE.read();
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage with its params
   */
  public static MultilayerPerceptronClassifier load(String path) {
    return read().load(path);
  }
}
