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
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.engine.rows.RowRules;

/**
 * {@link MultilayerPerceptronClassifier} for labels that are numbers: dense layers with sigmoids
 * between them and one output, trained to the least mean squared error. The model scales the output
 * to the labels' mean and deviation: the objective is in units of their variance. Params are those
 * of the classifier.
 */
public class MultilayerPerceptronRegressor
    extends Regressor<Vector, MultilayerPerceptronRegressor, MultilayerPerceptronRegressionModel>
    implements PerceptronStage<MultilayerPerceptronRegressionModel>,
        NetworkStage<MultilayerPerceptronRegressionModel>,
        PerceptronParams,
        ValidationParams,
        OptimParams,
        PerceptronSetters<MultilayerPerceptronRegressor>,
        ValidationSetters<MultilayerPerceptronRegressor>,
        OptimSetters<MultilayerPerceptronRegressor>,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final DefaultParamsReadable<MultilayerPerceptronRegressor> READABLE =
      new DefaultParamsReadable<>() {};

  private final String uid;
  private final ParamTable table;
  private InitialNetwork initial;

  /** Creates a regressor with a random uid. */
  public MultilayerPerceptronRegressor() {
    this(Identifiable$.MODULE$.randomUID("mlpr"));
  }

  /**
   * Creates a regressor with a given uid.
   *
   * @param uid identifier of the stage, unique in its pipeline
   */
  public MultilayerPerceptronRegressor(String uid) {
    this.uid = uid;
    TraitInit.predictor(this);
    table = ParamTable.of(this, Group.ALL, PerceptronGroup.ALL);
  }

  @Override
  public MultilayerPerceptronRegressionModel fit(Dataset<?> dataset) {
    if (OddNames.isPlain(this, labelCol(), weightCol())) {
      return super.fit(dataset);
    }
    transformSchema(dataset.schema());
    return copyValues(train(dataset).setParent(this), new ParamMap());
  }

  @Override
  public MultilayerPerceptronRegressionModel train(Dataset<?> dataset) {
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
   * Starts fits from another model's weights: those of layers that have the same place and sizes in
   * both. The other layers start as they would without. The stage keeps the weights in memory
   * alone: it is saved without them.
   *
   * @param model to start from
   * @return this stage
   */
  public MultilayerPerceptronRegressor setInitialModel(MultilayerPerceptronRegressionModel model) {
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
  public MultilayerPerceptronRegressor setInitialModel(
      MultilayerPerceptronRegressionModel model, double shrink, double perturb) {
    initial = new InitialNetwork(model.trained(), shrink, perturb);
    return this;
  }

  @Override
  public MultilayerPerceptronRegressionModel trainOn(NetworkFit fit, Dataset<?> dataset) {
    LabelScale labels = fit.labelScale();
    TrainedNetwork network =
        fit.train(1, "as it predicts one number", NetworkTask.Loss.SQUARED, labels);
    return new MultilayerPerceptronRegressionModel(uid, network, labels);
  }

  @Override
  public MultilayerPerceptronRegressor self() {
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
  public MultilayerPerceptronRegressor copy(ParamMap extra) {
    MultilayerPerceptronRegressor copy = defaultCopy(extra);
    copy.initial = initial;
    return copy;
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<MultilayerPerceptronRegressor> read() {
    return READABLE.read();
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage with its params
   */
  public static MultilayerPerceptronRegressor load(String path) {
    return read().load(path);
  }
}
