// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import sparkoptim.core.PlainText;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.SoftmaxCrossEntropy;
import sparkoptim.engine.rows.RowRules;

/**
 * Logistic regression, binary and multinomial, by any {@link sparkoptim.core.OptimMethod}. Params
 * have MLlib's names and meaning, so that a user changes the import; {@code maxIter} counts passes
 * over the rows. Without settings it trains to convergence by sampled Newton.
 */
public class LogisticRegression
    extends ProbabilisticClassifierOfMaps<LogisticRegression, LogisticRegressionModel>
    implements LinearStage<LogisticRegressionModel>,
        LogisticParams,
        LinearParams,
        ValidationParams,
        ClassWeightParams,
        OptimParams,
        LogisticSetters<LogisticRegression>,
        LinearSetters<LogisticRegression>,
        ValidationSetters<LogisticRegression>,
        OptimSetters<LogisticRegression>,
        ClassWeightSetters<LogisticRegression>,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LogisticRegression.class);
  private static final DefaultParamsReadable<LogisticRegression> READABLE =
      new DefaultParamsReadable<>() {};

  private final String uid;
  private final ParamTable table;
  private LinearWeights initial;

  /** Creates an estimator with a random uid. */
  public LogisticRegression() {
    this(Identifiable$.MODULE$.randomUID("logreg"));
  }

  /**
   * Creates an estimator with a given uid.
   *
   * @param uid identifier of the stage, unique in its pipeline
   */
  public LogisticRegression(String uid) {
    this.uid = uid;
    TraitInit.probabilistic(this);
    table =
        ParamTable.of(this, Group.ALL, LinearGroup.ALL, ClassWeightGroup.ALL, LogisticGroup.ALL);
  }

  @Override
  public LogisticRegressionModel fit(Dataset<?> dataset) {
    if (OddNames.isPlain(this, labelCol(), weightCol())) {
      return super.fit(dataset);
    }
    transformSchema(dataset.schema());
    return copyValues(train(dataset).setParent(this), new ParamMap());
  }

  @Override
  public LogisticRegressionModel train(Dataset<?> dataset) {
    return trainOn(dataset);
  }

  @Override
  public RowRules rowRules(Dataset<?> dataset) {
    String weight = LinearTrainer.weightColumn(this);
    return ClassLabels.of(dataset, getLabelCol()).rules(getLabelCol(), getFeaturesCol(), weight);
  }

  @Override
  public LinearWeights initialWeights() {
    return initial;
  }

  /**
   * Starts fits from another model's numbers, whatever it was fitted to: features are matched by
   * the names in the metadata of the training rows where both have names, else by their place. New
   * features start at 0. The stage keeps the numbers in memory alone: it is saved without them.
   *
   * @param model to start from
   * @return this stage
   */
  public LogisticRegression setInitialModel(LogisticRegressionModel model) {
    initial = model.linearWeights();
    return this;
  }

  @Override
  public List<LogisticRegressionModel> fitPath(Dataset<?> dataset, double... regParams) {
    return LinearStage.path(this, dataset, regParams);
  }

  @Override
  public List<LogisticRegressionModel> fitTogether(Dataset<?> dataset, ParamMap[] maps) {
    return LinearStage.together(this, dataset, maps);
  }

  @Override
  public LogisticRegressionModel trainOn(LinearTrainer trainer, Dataset<?> dataset, long start) {
    ClassLabels known = ClassLabels.of(dataset, getLabelCol());
    int largest = trainer.largestLabel();
    boolean softmax = getFamily().equalsIgnoreCase("multinomial");
    int classes = softmax ? known.orOne(largest) : known.count(largest);
    ClassLabels.requireThresholds(this, classes);
    boolean multinomial = multinomial(classes);
    ShardStatistics statistics = trainer.statistics(classes);
    double[] byClass = ClassWeights.factors(getClassWeights(), statistics.labelWeights());
    statistics = trainer.statistics(classes, byClass);
    double[] labels = statistics.labelWeights();
    int only = ClassLabels.only(labels);
    if (classes == 1 && !getFitIntercept()) {
      LinearWeights zeros =
          new LinearWeights(new double[trainer.features()], new double[1]).named(trainer.names());
      LogisticRegressionModel model = new LogisticRegressionModel(uid, zeros, 1, true);
      return summarized(model, trainer.known(0), start, dataset);
    }
    int features = trainer.features();
    CoefficientBounds bounds = CoefficientBounds.of(this, multinomial ? classes : 1, features);
    if (only >= 0 && getFitIntercept() && bounds == null) {
      LogisticRegressionModel model =
          LogisticRegressionModel.certain(
              uid, only, classes, multinomial, features, trainer.names());
      return summarized(model, trainer.known(0), start, dataset);
    }
    LinearLoss loss = multinomial ? SoftmaxCrossEntropy.LOSS : LogisticLoss.LOSS;
    PresentClasses present =
        multinomial && only < 0 ? present(labels) : PresentClasses.every(classes);
    double[] from =
        multinomial ? ClassLabels.logShares(present.of(labels)) : ClassLabels.logOdds(labels);
    CoefficientBounds within = bounds == null ? null : bounds.of(present);
    LinearObjective objective = LinearObjective.ofClasses(this, loss, from, present, labels);
    LinearFit fit = trainer.fit(statistics, objective.within(within));
    if (multinomial) {
      center(fit, within);
    }
    LogisticRegressionModel model =
        LogisticRegressionModel.of(uid, fit, classes, multinomial ? present : null);
    return summarized(model, fit.outcome(), start, dataset);
  }

  /**
   * Multinomial intercepts, and without penalty the coefficients too, are determined up to one
   * shift for all classes: they are centred, as in MLlib, as far as their bounds let them.
   */
  private void center(LinearFit fit, CoefficientBounds bounds) {
    if (getFitIntercept()) {
      CoefficientBounds.center(fit.intercepts(), bounds == null ? null : bounds.intercepts(), 0, 1);
    }
    int features = fit.outcome().features();
    for (int j = 0; getRegParam() == 0 && j < features; j++) {
      CoefficientBounds.center(
          fit.coefficients(), bounds == null ? null : bounds.coefficients(), j, features);
    }
  }

  /** Adds the summary; its predictions are those of the model with the params of this stage. */
  private LogisticRegressionModel summarized(
      LogisticRegressionModel model, TrainingOutcome outcome, long start, Dataset<?> dataset) {
    LogisticRegressionModel same = copyValues(model.bare(), new ParamMap());
    PredictedRows predicted = same.predicted(dataset);
    double seconds = (System.nanoTime() - start) / 1e9;
    String sha256 = model.weightsSha256();
    model.setSummary(
        Option.apply(
            model.numClasses() == 2
                ? new BinaryLogisticRegressionTrainingSummary(outcome, sha256, seconds, predicted)
                : new LogisticRegressionTrainingSummary(outcome, sha256, seconds, predicted)));
    return model;
  }

  /** Leaves out classes without rows, with one warning. */
  private PresentClasses present(double[] labels) {
    PresentClasses present = new PresentClasses(labels);
    if (!present.all()) {
      LOG.warn("{}: {}", uid, present.warning());
    }
    return present;
  }

  private void checkBounds() {
    boolean intercepts = isSet(lowerBoundsOnIntercepts()) || isSet(upperBoundsOnIntercepts());
    boolean coefficients = isSet(lowerBoundsOnCoefficients()) || isSet(upperBoundsOnCoefficients());
    if (intercepts && !getFitIntercept()) {
      throw new IllegalArgumentException(
          "bounds on intercepts need fitIntercept = true, was false: clear them");
    }
    if ((intercepts || coefficients) && getElasticNetParam() > 0) {
      throw new IllegalArgumentException(
          "bounds need an L2 penalty alone: elasticNetParam must be 0, was "
              + getElasticNetParam());
    }
  }

  private boolean multinomial(int classes) {
    String family = getFamily().toLowerCase(Locale.ROOT);
    if (family.equals("binomial") && classes > 2) {
      throw new IllegalArgumentException(
          PlainText.of(
                  "Binomial family only supports 1 or 2 outcome classes, column %s has %d classes: set family to",
                  getLabelCol(), classes)
              + " auto or multinomial");
    }
    return family.equals("multinomial") || classes > 2;
  }

  /**
   * Sets one threshold per class, and clears the binary threshold.
   *
   * @param value the new value
   * @return this stage
   */
  @Override
  public LogisticRegression setThresholds(double[] value) {
    ParamSpec.requireGiven("thresholds", value);
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
    checkBounds();
    return OddNames.schema(this, schema, super::transformSchema);
  }

  @Override
  public LogisticRegression self() {
    return this;
  }

  /**
   * Returns the bytes that the model will take, which servers of Spark Connect ask for.
   *
   * @param dataset as for {@code fit}
   */
  public long estimateModelSize(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    boolean softmax = getFamily().equalsIgnoreCase("multinomial");
    boolean binary = getFamily().equalsIgnoreCase("binomial");
    int classes = binary ? 2 : ModelSize.classes(dataset, getLabelCol());
    int outputs = softmax || classes > 2 ? classes : 1;
    return ModelSize.ofFit(this, dataset, getFeaturesCol(), outputs);
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
  public LogisticRegression copy(ParamMap extra) {
    LogisticRegression copy = defaultCopy(extra);
    copy.initial = initial;
    return copy;
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<LogisticRegression> read() {
    return READABLE.read();
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage or model with its params
   */
  public static LogisticRegression load(String path) {
    return read().load(path);
  }
}
