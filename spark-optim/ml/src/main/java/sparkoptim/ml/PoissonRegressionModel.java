// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.GeneralMLWritable;
import org.apache.spark.ml.util.GeneralMLWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import sparkoptim.core.PlainText;
import sparkoptim.core.serving.LinearKind;
import sparkoptim.core.serving.LinearNumbers;

/** The model that {@link PoissonRegression} fits: it predicts means of counts. */
public class PoissonRegressionModel extends RegressionModel<Vector, PoissonRegressionModel>
    implements PoissonRegressionParams,
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
  private transient PoissonRegressionTrainingSummary summary;

  /** Creates an empty model: a server of Spark Connect finds only classes that it could make. */
  public PoissonRegressionModel() {
    this("", new LinearWeights(new double[0], new double[1]));
  }

  /**
   * Creates a model of known numbers, without a summary.
   *
   * @param uid identifier of the stage, unique in its pipeline
   * @param coefficients one per feature
   * @param intercept 0 for a model without
   */
  public PoissonRegressionModel(String uid, Vector coefficients, double intercept) {
    this(uid, LinearWeights.of(coefficients, intercept));
  }

  PoissonRegressionModel(String uid, LinearWeights weights) {
    this.uid = uid;
    this.weights = weights;
    TraitInit.predictor(this);
    table = ParamTable.of(this, Group.ALL, LinearGroup.ALL, PoissonGroup.ALL);
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
  public int numFeatures() {
    return weights.features();
  }

  @Override
  public LinearWeights linearWeights() {
    return weights;
  }

  /** Returns the mean of the count for offset 0. */
  @Override
  public double predict(Vector features) {
    return Math.exp(weights.margin(features, 0, getFeaturesCol()));
  }

  /** Adds the columns of predictions and of their logarithms, offsets included. */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    return transformImpl(dataset);
  }

  @Override
  public Dataset<Row> transformImpl(Dataset<?> dataset) {
    LinearWeights numbers = weights;
    String features = getFeaturesCol();
    UDF1<Vector, Double> margin = vector -> numbers.margin(vector, 0, features);
    UserDefinedFunction function = udf(margin, DataTypes.DoubleType);
    String offset = PoissonGroup.column(this, offsetCol());
    Column by = offset.isEmpty() ? lit(0.0) : RowColumns.named(offset).cast(DataTypes.DoubleType);
    Column link = function.apply(RowColumns.named(features)).plus(by);
    Dataset<Row> rows = dataset.toDF();
    String linkColumn = PoissonGroup.column(this, linkPredictionCol());
    if (!getPredictionCol().isEmpty()) {
      rows = rows.withColumn(getPredictionCol(), exp(link));
    }
    return linkColumn.isEmpty() ? rows : rows.withColumn(linkColumn, link);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return OddNames.schema(this, schema, this::withOutput);
  }

  private StructType withOutput(StructType schema) {
    StructType all = super.transformSchema(schema);
    String linkColumn = PoissonGroup.column(this, linkPredictionCol());
    return linkColumn.isEmpty() ? all : all.add(linkColumn, DataTypes.DoubleType, false);
  }

  /**
   * Sets the column of the logarithms of predictions; empty for none.
   *
   * @param value the new value
   * @return this model
   */
  public PoissonRegressionModel setLinkPredictionCol(String value) {
    set(linkPredictionCol(), value);
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
  public PoissonRegressionTrainingSummary summary() {
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
  public PoissonRegressionModel setSummary(Option<PoissonRegressionTrainingSummary> other) {
    summary = other.isEmpty() ? null : other.get();
    return this;
  }

  /**
   * Returns how well the model predicts a data set.
   *
   * @param dataset with the columns of features and labels, and of weights and offsets where set
   * @return the figures, computed when they are asked for
   */
  public PoissonRegressionSummary evaluate(Dataset<?> dataset) {
    PoissonRegressionModel same = copyValues(bare(), new ParamMap());
    return new PoissonRegressionSummary(new PoissonFigures(same, dataset));
  }

  /** Returns Spark's own model with the same numbers and params, for other tools. */
  public GeneralizedLinearRegressionModel toMLlib() {
    var model = new GeneralizedLinearRegressionModel(uid, weights.vector(), weights.intercept());
    model.set(model.family(), "poisson");
    model.set(model.link(), "log");
    copyValues(model, new ParamMap());
    // its summary fits a model without features by its parent
    var parent = new GeneralizedLinearRegression(uid).setFamily("poisson").setLink("log");
    return model.setParent(copyValues(parent, new ParamMap()));
  }

  /** Returns a model with the same numbers, without params and summary. */
  PoissonRegressionModel bare() {
    return new PoissonRegressionModel(uid, weights);
  }

  @Override
  public String toString() {
    return PlainText.of("PoissonRegressionModel: uid=%s, numFeatures=%d", uid, numFeatures());
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
  public PoissonRegressionModel copy(ParamMap extra) {
    PoissonRegressionModel copy = bare();
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
    return weights.numbers(LinearKind.POISSON);
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<PoissonRegressionModel> read() {
    return LinearModelFiles.reader(
        PoissonRegressionModel.class,
        (uid, weights, scale) -> new PoissonRegressionModel(uid, weights));
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the model with its params
   */
  public static PoissonRegressionModel load(String path) {
    return read().load(path);
  }
}
