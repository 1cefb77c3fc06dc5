// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.ClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
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

/** The model that {@link LinearSVC} fits. */
public class LinearSVCModel extends ClassificationModel<Vector, LinearSVCModel>
    implements LinearSVCParams,
        LinearParams,
        ValidationParams,
        ClassWeightParams,
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
  private transient LinearSVCTrainingSummary summary;

  /** Creates an empty model: a server of Spark Connect finds only classes that it could make. */
  public LinearSVCModel() {
    this("", new LinearWeights(new double[0], new double[1]));
  }

  /**
   * Creates a model of known numbers, without a summary.
   *
   * @param uid identifier of the stage, unique in its pipeline
   * @param coefficients one per feature
   * @param intercept 0 for a model without
   */
  public LinearSVCModel(String uid, Vector coefficients, double intercept) {
    this(uid, LinearWeights.of(coefficients, intercept));
  }

  LinearSVCModel(String uid, LinearWeights weights) {
    this.uid = uid;
    this.weights = weights;
    TraitInit.classifier(this);
    table = ParamTable.of(this, Group.ALL, LinearGroup.ALL, ClassWeightGroup.ALL, SvcGroup.ALL);
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

  @Override
  public int numClasses() {
    return 2;
  }

  @Override
  public int numFeatures() {
    return weights.features();
  }

  @Override
  public LinearWeights linearWeights() {
    return weights;
  }

  /** Returns the margin m as (-m, m). */
  @Override
  public Vector predictRaw(Vector features) {
    double margin = weights.margin(features, 0, getFeaturesCol());
    return Vectors.dense(new double[] {-margin, margin});
  }

  @Override
  public double raw2prediction(Vector raw) {
    return raw.apply(1) > getThreshold() ? 1 : 0;
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
    return raw2prediction(predictRaw(features));
  }

  /**
   * Sets the margin above which class 1 is predicted.
   *
   * @param value the new value
   * @return this model
   */
  public LinearSVCModel setThreshold(double value) {
    set(threshold(), value);
    return this;
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
  public LinearSVCTrainingSummary summary() {
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
  public LinearSVCModel setSummary(Option<LinearSVCTrainingSummary> other) {
    summary = other.isEmpty() ? null : other.get();
    return this;
  }

  /**
   * Returns how well the model predicts a data set.
   *
   * @param dataset with the columns of features and labels, and of weights where it is set
   * @return the figures, computed when they are asked for
   */
  public LinearSVCSummary evaluate(Dataset<?> dataset) {
    return new LinearSVCSummary(copyValues(bare(), new ParamMap()).predicted(dataset));
  }

  /** Returns the rows that this model predicts, which must not change any more. */
  PredictedRows predicted(Dataset<?> dataset) {
    var shown = findSummaryModel();
    return PredictedRows.of(shown._1(), LinearTrainer.weightColumn(this), shown._2(), dataset);
  }

  /** Returns Spark's own model with the same numbers and params, for other tools. */
  public org.apache.spark.ml.classification.LinearSVCModel toMLlib() {
    var model =
        new org.apache.spark.ml.classification.LinearSVCModel(
            uid, weights.vector(), weights.intercept());
    return copyValues(model, new ParamMap());
  }

  /** Returns a model with the same numbers, without params and summary. */
  LinearSVCModel bare() {
    return new LinearSVCModel(uid, weights);
  }

  @Override
  public String toString() {
    return PlainText.of("LinearSVCModel: uid=%s, numClasses=2, numFeatures=%d", uid, numFeatures());
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
  public LinearSVCModel copy(ParamMap extra) {
    LinearSVCModel copy = bare();
    copy.summary = summary;
    return copyValues(copy, extra).setParent(parent());
  }

  /** Returns a writer of the model: as Spark reads it, or of another format. */
  @Override
  public GeneralMLWriter write() {
    return LinearModelFiles.writer(this, weights, numbers(), 1);
  }

  /** Returns the numbers of the model, which score rows without Spark. */
  public LinearNumbers numbers() {
    return weights.numbers(LinearKind.MARGIN, getThreshold());
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<LinearSVCModel> read() {
    return LinearModelFiles.reader(
        LinearSVCModel.class, (uid, weights, scale) -> new LinearSVCModel(uid, weights));
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the model with its params
   */
  public static LinearSVCModel load(String path) {
    return read().load(path);
  }
}
