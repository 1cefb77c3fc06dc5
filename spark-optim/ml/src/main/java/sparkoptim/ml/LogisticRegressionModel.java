// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import scala.Tuple3;
import sparkoptim.core.WeightsDigest;

/** The model that {@link LogisticRegression} fits. */
public class LogisticRegressionModel
    extends ProbabilisticClassificationModel<Vector, LogisticRegressionModel>
    implements LogisticParams, LinearParams, OptimParams, HasTrainingSummary, MLWritable {
  private static final long serialVersionUID = 1L;
  private final String uid;
  private final ParamTable table;
  private final double[] coefficients;
  private final double[] intercepts;
  private final int numClasses;
  private final boolean multinomial;
  private final int features;
  private transient TrainingSummary summary;

  /**
   * Creates a model from its numbers.
   *
   * @param coefficients row by row: one row, or one per class when multinomial
   * @param intercepts one per row
   */
  LogisticRegressionModel(
      String uid, double[] coefficients, double[] intercepts, int numClasses, boolean multinomial) {
    this.uid = uid;
    this.coefficients = coefficients;
    this.intercepts = intercepts;
    this.numClasses = numClasses;
    this.multinomial = multinomial;
    features = coefficients.length / intercepts.length;
    TraitInit.probabilistic(this);
    table = ParamTable.of(this, Group.ALL, LinearGroup.ALL, LogisticGroup.ALL);
  }

  /**
   * Returns the model of a fit. Multinomial intercepts, and without penalty the coefficients too,
   * are determined up to one shift for all classes: they are centred, as in MLlib.
   *
   * @param present the classes of a multinomial fit's rows; null of a binomial one
   */
  static LogisticRegressionModel of(
      String uid,
      LinearFit fit,
      int numClasses,
      PresentClasses present,
      boolean centerCoefficients) {
    double[] coefficients = fit.coefficients();
    double[] intercepts = fit.intercepts();
    if (present == null) {
      return new LogisticRegressionModel(uid, coefficients, intercepts, numClasses, false);
    }
    center(intercepts, 0, 1);
    for (int j = 0; centerCoefficients && j < fit.outcome().features(); j++) {
      center(coefficients, j, fit.outcome().features());
    }
    return new LogisticRegressionModel(
        uid, present.coefficients(coefficients), present.intercepts(intercepts), numClasses, true);
  }

  /** Returns the model of rows with one label only: certainty without coefficients, as in MLlib. */
  static LogisticRegressionModel certain(
      String uid, int label, int numClasses, boolean multinomial, int features) {
    double[] intercepts = new double[multinomial ? numClasses : 1];
    if (multinomial) {
      intercepts[label] = Double.POSITIVE_INFINITY;
    } else {
      intercepts[0] = label == 1 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    double[] coefficients = new double[intercepts.length * features];
    return new LogisticRegressionModel(uid, coefficients, intercepts, numClasses, multinomial);
  }

  private static void center(double[] values, int from, int stride) {
    double sum = 0;
    int count = 0;
    for (int i = from; i < values.length; i += stride) {
      sum += values[i];
      count++;
    }
    double mean = sum / count;
    for (int i = from; i < values.length; i += stride) {
      values[i] -= mean;
    }
  }

  /**
   * Returns the coefficients, one column per feature: one row, or one row per class when
   * multinomial.
   */
  public Matrix coefficientMatrix() {
    return new DenseMatrix(intercepts.length, features, coefficients.clone(), true);
  }

  /** Returns one intercept, or one per class when multinomial. */
  public Vector interceptVector() {
    return Vectors.dense(intercepts.clone());
  }

  /**
   * Returns the binary model's coefficients.
   *
   * @throws UnsupportedOperationException of a multinomial model
   */
  public Vector coefficients() {
    requireBinomial("coefficients", "coefficientMatrix");
    return Vectors.dense(coefficients.clone());
  }

  /**
   * Returns the binary model's intercept.
   *
   * @throws UnsupportedOperationException of a multinomial model
   */
  public double intercept() {
    requireBinomial("intercept", "interceptVector");
    return intercepts[0];
  }

  private void requireBinomial(String what, String instead) {
    if (multinomial) {
      throw new UnsupportedOperationException(
          "a multinomial model has one of %s per class: use %s".formatted(what, instead));
    }
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
    return features;
  }

  /**
   * Returns the SHA-256 of the coefficients row by row, then the intercepts, as little-endian
   * doubles.
   */
  public String weightsSha256() {
    return WeightsDigest.sha256(coefficients, intercepts);
  }

  private double margin(Vector vector, int row) {
    if (vector.size() != features) {
      throw new IllegalArgumentException(
          "column %s: the model has %d features, was a vector of length %d"
              .formatted(getFeaturesCol(), features, vector.size()));
    }
    int start = row * features;
    double margin = intercepts[row];
    if (vector instanceof DenseVector dense) {
      double[] values = dense.values();
      for (int j = 0; j < features; j++) {
        margin += coefficients[start + j] * values[j];
      }
    } else {
      int[] indices = vector.toSparse().indices();
      double[] values = vector.toSparse().values();
      for (int i = 0; i < indices.length; i++) {
        margin += coefficients[start + indices[i]] * values[i];
      }
    }
    return margin;
  }

  @Override
  public Vector predictRaw(Vector vector) {
    if (!multinomial) {
      double margin = margin(vector, 0);
      return Vectors.dense(new double[] {-margin, margin});
    }
    double[] margins = new double[numClasses];
    for (int k = 0; k < numClasses; k++) {
      margins[k] = margin(vector, k);
    }
    return Vectors.dense(margins);
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    double[] values = ((DenseVector) raw).values();
    if (multinomial) {
      softmax(values);
    } else {
      values[0] = 1 / (1 + Math.exp(-values[0]));
      values[1] = 1 - values[0];
    }
    return raw;
  }

  private static void softmax(double[] values) {
    double largest = Arrays.stream(values).max().orElse(0);
    if (largest == Double.POSITIVE_INFINITY) {
      for (int k = 0; k < values.length; k++) {
        values[k] = values[k] == largest ? 1 : 0;
      }
      return;
    }
    double total = 0;
    for (int k = 0; k < values.length; k++) {
      values[k] = Math.exp(values[k] - largest);
      total += values[k];
    }
    for (int k = 0; k < values.length; k++) {
      values[k] /= total;
    }
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
    model.setFeaturesCol(getFeaturesCol());
    model.setPredictionCol(getPredictionCol());
    model.setRawPredictionCol(getRawPredictionCol());
    model.setProbabilityCol(getProbabilityCol());
    if (isSet(thresholds())) {
      model.setThresholds(getThresholds());
    } else {
      model.setThreshold(getThreshold());
    }
    return model;
  }

  @Override
  public boolean hasSummary() {
    return summary != null;
  }

  @Override
  public TrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException(
          "this model has no training summary: it was loaded, or fitted to one label only");
    }
    return summary;
  }

  void setSummary(TrainingSummary summary) {
    this.summary = summary;
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
  public LogisticRegressionModel copy(ParamMap extra) {
    LogisticRegressionModel copy =
        new LogisticRegressionModel(uid, coefficients, intercepts, numClasses, multinomial);
    copy.summary = summary;
    return copyValues(copy, extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return LogisticModelFiles.writer(this);
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
