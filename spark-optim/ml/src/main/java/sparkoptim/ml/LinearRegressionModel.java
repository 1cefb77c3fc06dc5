// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.GeneralMLWritable;
import org.apache.spark.ml.util.GeneralMLWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import sparkoptim.core.PlainText;
import sparkoptim.core.serving.LinearKind;
import sparkoptim.core.serving.LinearNumbers;

/** The model that {@link LinearRegression} fits. */
public class LinearRegressionModel extends RegressionModel<Vector, LinearRegressionModel>
    implements LinearRegressionParams,
        LinearParams,
        ValidationParams,
        OptimParams,
        HasCoefficients,
        HasLinearWeights,
        HasFeatureNames,
        HasTrainingSummary,
        GeneralMLWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ParamTable table;
  private final LinearWeights weights;
  private final double scale;
  private transient LinearRegressionTrainingSummary summary;

  /** Creates an empty model: a server of Spark Connect finds only classes that it could make. */
  public LinearRegressionModel() {
    this("", new LinearWeights(new double[0], new double[1]), 1);
  }

  /**
   * Creates a model of known numbers, without a summary.
   *
   * @param uid identifier of the stage, unique in its pipeline
   * @param coefficients one per feature
   * @param intercept 0 for a model without
   */
  public LinearRegressionModel(String uid, Vector coefficients, double intercept) {
    this(uid, LinearWeights.of(coefficients, intercept), 1);
  }

  LinearRegressionModel(String uid, LinearWeights weights, double scale) {
    this.uid = uid;
    this.weights = weights;
    this.scale = scale;
    TraitInit.predictor(this);
    table = ParamTable.of(this, Group.ALL, LinearGroup.ALL, RegressionGroup.ALL);
  }

  /** Returns the coefficients, one per feature; what {@code coefficients} gives. */
  @Override
  public Vector coefficientVector() {
    return weights.vector();
  }

  /** Returns the intercept; 0 without one. */
  public double intercept() {
    return weights.intercept();
  }

  /** Returns the scale of the residuals under Huber's loss; 1 under least squares. */
  public double scale() {
    return scale;
  }

  @Override
  public int numFeatures() {
    return weights.features();
  }

  @Override
  public LinearWeights linearWeights() {
    return weights;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return OddNames.schema(this, schema, super::transformSchema);
  }

  /** Adds the columns of predictions. */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return OddNames.transform(this, dataset, super::transform);
  }

  @Override
  public double predict(Vector features) {
    return weights.margin(features, 0, getFeaturesCol());
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
  public LinearRegressionTrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException("this model has no training summary: it was loaded");
    }
    return summary;
  }

  /**
   * Gives the model another summary, or none, which lets the training's rows go.
   *
   * @param other the summary
   * @return this model
   */
  public LinearRegressionModel setSummary(Option<LinearRegressionTrainingSummary> other) {
    summary = other.isEmpty() ? null : other.get();
    return this;
  }

  /**
   * Returns how well the model predicts a data set.
   *
   * @param dataset with the columns of features and labels, and of weights where it is set
   * @return the figures, computed when they are asked for
   */
  public LinearRegressionSummary evaluate(Dataset<?> dataset) {
    LinearRegressionModel same = copyValues(bare(), new ParamMap());
    return new LinearRegressionSummary(new RegressionFigures(same, dataset, false));
  }

  /** Returns Spark's own model with the same numbers and params, for PMML and other tools. */
  public org.apache.spark.ml.regression.LinearRegressionModel toMLlib() {
    var model =
        new org.apache.spark.ml.regression.LinearRegressionModel(
            uid, weights.vector(), weights.intercept(), scale);
    return copyValues(model, new ParamMap());
  }

  /** Returns a model with the same numbers, without params and summary. */
  LinearRegressionModel bare() {
    return new LinearRegressionModel(uid, weights, scale);
  }

  @Override
  public String toString() {
    return PlainText.of("LinearRegressionModel: uid=%s, numFeatures=%d", uid, numFeatures());
  }

  /** Returns the bytes that the model takes, which servers of Spark Connect ask for. */
  public long estimatedSize() {
    return ModelSize.of(this, weights);
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
  public LinearRegressionModel copy(ParamMap extra) {
    LinearRegressionModel copy = bare();
    copy.summary = summary;
    return copyValues(copy, extra).setParent(parent());
  }

  /** Returns a writer of the model: as Spark reads it, or of another format. */
  @Override
  public GeneralMLWriter write() {
    return LinearModelFiles.writer(this, weights, numbers(), scale);
  }

  /** Returns the numbers of the model, which score rows without Spark. */
  public LinearNumbers numbers() {
    return weights.numbers(LinearKind.REGRESSION);
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<LinearRegressionModel> read() {
    return LinearModelFiles.reader(LinearRegressionModel.class, LinearRegressionModel::new);
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the model with its params
   */
  public static LinearRegressionModel load(String path) {
    return read().load(path);
  }
}
