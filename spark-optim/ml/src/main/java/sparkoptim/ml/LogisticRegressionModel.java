// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.UUID;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Matrix;
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
import scala.Tuple3;
import sparkoptim.core.PlainText;
import sparkoptim.core.serving.LinearKind;
import sparkoptim.core.serving.LinearNumbers;
import sparkoptim.core.serving.LinearScorer;

/** The model that {@link LogisticRegression} fits. */
public class LogisticRegressionModel
    extends ProbabilisticClassificationModel<Vector, LogisticRegressionModel>
    implements LogisticParams,
        LinearParams,
        ValidationParams,
        ClassWeightParams,
        OptimParams,
        HasCoefficients,
        HasCoefficientMatrix,
        HasLinearWeights,
        HasFeatureNames,
        HasTrainingSummary,
        GeneralMLWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private final String uid;
  private final ParamTable table;
  private final LinearWeights weights;
  private final int numClasses;
  private final boolean multinomial;
  private transient LogisticRegressionTrainingSummary summary;

  /** Creates an empty model: a server of Spark Connect finds only classes that it could make. */
  public LogisticRegressionModel() {
    this("", new LinearWeights(new double[0], new double[1]), 2, false);
  }

  /**
   * Creates a binary model of known numbers, without a summary.
   *
   * @param uid identifier of the stage, unique in its pipeline
   * @param coefficients one per feature
   * @param intercept 0 for a model without
   */
  public LogisticRegressionModel(String uid, Vector coefficients, double intercept) {
    this(uid, LinearWeights.of(coefficients, intercept), 2, false);
  }

  /**
   * Creates a model of known numbers, without a summary.
   *
   * @param uid identifier of the stage, unique in its pipeline
   * @param coefficientMatrix one row, or one row per class when multinomial
   * @param interceptVector one intercept per row
   * @param numClasses number of classes
   * @param isMultinomial whether there is one row per class
   */
  public LogisticRegressionModel(
      String uid,
      Matrix coefficientMatrix,
      Vector interceptVector,
      int numClasses,
      boolean isMultinomial) {
    this(uid, LinearWeights.of(coefficientMatrix, interceptVector), numClasses, isMultinomial);
    int rows = isMultinomial ? numClasses : 1;
    if (weights.outputs() != rows || numClasses < (isMultinomial ? 1 : 2)) {
      throw new IllegalArgumentException(
          PlainText.of(
              "a %s model of %d classes has %d rows of coefficients, was given %d",
              isMultinomial ? "multinomial" : "binomial", numClasses, rows, weights.outputs()));
    }
  }

  /**
   * Creates a model from its numbers.
   *
   * @param weights of one output, or of one per class when multinomial
   */
  LogisticRegressionModel(String uid, LinearWeights weights, int numClasses, boolean multinomial) {
    this.uid = uid;
    this.weights = weights;
    this.numClasses = numClasses;
    this.multinomial = multinomial;
    TraitInit.probabilistic(this);
    table =
        ParamTable.of(this, Group.ALL, LinearGroup.ALL, ClassWeightGroup.ALL, LogisticGroup.ALL);
  }

  /**
   * Returns the model of a fit.
   *
   * @param present the classes of a multinomial fit's rows; null of a binomial one
   */
  static LogisticRegressionModel of(
      String uid, LinearFit fit, int numClasses, PresentClasses present) {
    double[] coefficients = fit.coefficients();
    double[] intercepts = fit.intercepts();
    LinearWeights weights =
        present == null
            ? new LinearWeights(coefficients, intercepts)
            : new LinearWeights(present.coefficients(coefficients), present.intercepts(intercepts));
    return new LogisticRegressionModel(
        uid, weights.named(fit.names()), numClasses, present != null);
  }

  /** Returns the model of rows with one label only: certainty without coefficients, as in MLlib. */
  static LogisticRegressionModel certain(
      String uid, int label, int numClasses, boolean multinomial, int features, String... names) {
    double[] intercepts = new double[multinomial ? numClasses : 1];
    if (multinomial) {
      intercepts[label] = Double.POSITIVE_INFINITY;
    } else {
      intercepts[0] = label == 1 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    double[] coefficients = new double[intercepts.length * features];
    LinearWeights weights = new LinearWeights(coefficients, intercepts).named(names);
    return new LogisticRegressionModel(uid, weights, numClasses, multinomial);
  }

  /**
   * Returns the coefficients, one column per feature: one row, or one row per class when
   * multinomial; what {@code coefficientMatrix} gives.
   */
  @Override
  public Matrix coefficientRows() {
    return weights.matrix();
  }

  /** Returns one intercept, or one per class when multinomial; what interceptVector gives. */
  @Override
  public Vector interceptValues() {
    return weights.intercepts();
  }

  /**
   * Returns the binary model's coefficients; what {@code coefficients} gives. Of a multinomial
   * model it throws a {@link org.apache.spark.SparkException}, as MLlib does.
   */
  @Override
  public Vector coefficientVector() {
    return weights.vector();
  }

  /**
   * Returns the binary model's intercept. Of a multinomial model it throws a {@link
   * org.apache.spark.SparkException}, as MLlib does.
   */
  public double intercept() {
    return weights.intercept();
  }

  /** Returns whether there is one row of coefficients per class. */
  public boolean isMultinomial() {
    return multinomial;
  }

  @Override
  public int numClasses() {
    return numClasses;
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
  public Vector predictRaw(Vector vector) {
    if (!multinomial) {
      double margin = weights.margin(vector, 0, getFeaturesCol());
      return Vectors.dense(new double[] {-margin, margin});
    }
    double[] margins = new double[numClasses];
    for (int k = 0; k < numClasses; k++) {
      margins[k] = weights.margin(vector, k, getFeaturesCol());
    }
    return Vectors.dense(margins);
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    double[] values = ((DenseVector) raw).values();
    if (multinomial) {
      LinearScorer.softmax(values);
    } else {
      values[0] = 1 / (1 + Math.exp(-values[0]));
      values[1] = 1 - values[0];
    }
    return raw;
  }

  /** Adds the columns of predictions. */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return OddNames.transform(this, dataset, super::transform);
  }

  @Override
  public double predict(Vector vector) {
    return raw2prediction(predictRaw(vector));
  }

  @Override
  public double raw2prediction(Vector raw) {
    if (multinomial) {
      return super.raw2prediction(raw);
    }
    double threshold = getThreshold();
    return raw.apply(1) > Math.log(threshold / (1 - threshold)) ? 1 : 0;
  }

  @Override
  public double probability2prediction(Vector probability) {
    if (multinomial) {
      return super.probability2prediction(probability);
    }
    return probability.apply(1) > getThreshold() ? 1 : 0;
  }

  /** Returns Spark's own model with the same numbers and columns, for PMML and other tools. */
  public org.apache.spark.ml.classification.LogisticRegressionModel toMLlib() {
    var model =
        new org.apache.spark.ml.classification.LogisticRegressionModel(
            uid, coefficientMatrix(), interceptVector(), numClasses, multinomial);
    return copyValues(model, new ParamMap());
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
  public LogisticRegressionTrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException("this model has no training summary: it was loaded");
    }
    return summary;
  }

  /**
   * Returns the summary of a binary model, with its ROC.
   *
   * @throws IllegalStateException if the model was loaded, or has more than two classes
   */
  public BinaryLogisticRegressionTrainingSummary binarySummary() {
    if (summary() instanceof BinaryLogisticRegressionTrainingSummary binary) {
      return binary;
    }
    throw new IllegalStateException(
        PlainText.of(
            "binarySummary needs a model of two classes, this one has %d: use summary",
            numClasses));
  }

  /**
   * Gives the model another summary, or none, which lets the training's rows go.
   *
   * @param other the summary
   * @return this model
   */
  public LogisticRegressionModel setSummary(Option<LogisticRegressionTrainingSummary> other) {
    summary = other.isEmpty() ? null : other.get();
    return this;
  }

  /**
   * Returns how well the model predicts a data set; of two classes it is a {@link
   * BinaryLogisticRegressionSummary}.
   *
   * @param dataset with the columns of features and labels, and of weights where it is set
   * @return the figures, computed when they are asked for
   */
  public LogisticRegressionSummary evaluate(Dataset<?> dataset) {
    PredictedRows predicted = bareCopy().predicted(dataset);
    return numClasses == 2
        ? new BinaryLogisticRegressionSummary(predicted)
        : new LogisticRegressionSummary(predicted);
  }

  /** Returns the rows that this model predicts, which must not change any more. */
  PredictedRows predicted(Dataset<?> dataset) {
    @SuppressWarnings("unchecked")
    Tuple3<LogisticRegressionModel, String, String> shown = findSummaryModel();
    return PredictedRows.of(shown._1(), LinearTrainer.weightColumn(this), shown._2(), dataset);
  }

  /** Returns a model with the same numbers, without params and summary. */
  LogisticRegressionModel bare() {
    return new LogisticRegressionModel(uid, weights, numClasses, multinomial);
  }

  private LogisticRegressionModel bareCopy() {
    return copyValues(bare(), new ParamMap());
  }

  /**
   * Sets the binary threshold, and clears thresholds.
   *
   * @param value the new value
   * @return this model
   */
  public LogisticRegressionModel setThreshold(double value) {
    clear(thresholds());
    set(threshold(), value);
    return this;
  }

  /**
   * Sets one threshold per class, and clears the binary threshold.
   *
   * @param value the new value
   * @return this model
   */
  @Override
  public LogisticRegressionModel setThresholds(double[] value) {
    clear(threshold());
    return super.setThresholds(value);
  }

  /**
   * Returns one threshold per class; those that the binary threshold means where it alone is set.
   */
  @Override
  public double[] getThresholds() {
    return ThresholdPair.of(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    checkThresholdConsistency();
    return OddNames.schema(this, schema, super::transformSchema);
  }

  LinearWeights weights() {
    return weights;
  }

  @Override
  public String toString() {
    return PlainText.of(
        "LogisticRegressionModel: uid=%s, numClasses=%d, numFeatures=%d",
        uid, numClasses, numFeatures());
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

  /**
   * Returns a model that has columns of probabilities and predictions, as summaries need them, and
   * their names. The compiler sees two inherited methods that differ in type arguments only; this
   * names one.
   */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    String probability = named("probability", getProbabilityCol());
    String prediction = named("prediction", getPredictionCol());
    if (probability.equals(getProbabilityCol()) && prediction.equals(getPredictionCol())) {
      return new Tuple3(this, probability, prediction);
    }
    LogisticRegressionModel model = bareCopy();
    model.setProbabilityCol(probability);
    model.setPredictionCol(prediction);
    return new Tuple3(model, probability, prediction);
  }

  private static String named(String kind, String column) {
    return column.isEmpty() ? kind + "_" + UUID.randomUUID() : column;
  }

  @Override
  public LogisticRegressionModel copy(ParamMap extra) {
    LogisticRegressionModel copy = bare();
    copy.summary = summary;
    return copyValues(copy, extra).setParent(parent());
  }

  /** Returns a writer of the model: as Spark reads it, or of another format. */
  @Override
  public GeneralMLWriter write() {
    return LogisticModelFiles.writer(this);
  }

  /** Returns the numbers of the model, which score rows without Spark. */
  public LinearNumbers numbers() {
    if (!multinomial) {
      return weights.numbers(LinearKind.LOGISTIC, getThreshold());
    }
    return weights.numbers(
        LinearKind.SOFTMAX, isDefined(thresholds()) ? getThresholds() : new double[0]);
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<LogisticRegressionModel> read() {
    return LogisticModelFiles.reader();
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage or model with its params
   */
  public static LogisticRegressionModel load(String path) {
    return read().load(path);
  }
}
