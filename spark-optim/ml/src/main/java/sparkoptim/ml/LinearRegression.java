// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import sparkoptim.core.LossRange;
import sparkoptim.core.linear.SquaredLoss;
import sparkoptim.engine.rows.RowRules;

/**
 * Linear regression by any {@link sparkoptim.core.OptimMethod}: least squares, or Huber's loss with
 * the residuals' scale as one more unknown. Params have MLlib's names and meaning, so that a user
 * changes the import; {@code maxIter} counts passes over the rows. As in MLlib and glmnet, {@code
 * regParam} is a strength for labels of unit deviation: the L2 penalty is divided by the labels'
 * deviation.
 */
public class LinearRegression extends RegressorOfMaps<LinearRegression, LinearRegressionModel>
    implements LinearStage<LinearRegressionModel>,
        LinearRegressionParams,
        LinearParams,
        ValidationParams,
        OptimParams,
        LinearRegressionSetters<LinearRegression>,
        LinearSetters<LinearRegression>,
        ValidationSetters<LinearRegression>,
        OptimSetters<LinearRegression>,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final String HUBER = "huber";

  /** Features up to which MLlib's solver auto is its normal equations. */
  private static final int MOST_NORMAL = 4096;

  private static final DefaultParamsReadable<LinearRegression> READABLE =
      new DefaultParamsReadable<>() {};

  private final String uid;
  private final ParamTable table;
  private LinearWeights initial;

  /** Creates an estimator with a random uid. */
  public LinearRegression() {
    this(Identifiable$.MODULE$.randomUID("linReg"));
  }

  /**
   * Creates an estimator with a given uid.
   *
   * @param uid identifier of the stage, unique in its pipeline
   */
  public LinearRegression(String uid) {
    this.uid = uid;
    TraitInit.predictor(this);
    table = ParamTable.of(this, Group.ALL, LinearGroup.ALL, RegressionGroup.ALL);
  }

  @Override
  public LinearRegressionModel fit(Dataset<?> dataset) {
    if (OddNames.isPlain(this, labelCol(), weightCol())) {
      return super.fit(dataset);
    }
    transformSchema(dataset.schema());
    return copyValues(train(dataset).setParent(this), new ParamMap());
  }

  @Override
  public LinearRegressionModel train(Dataset<?> dataset) {
    return trainOn(dataset);
  }

  @Override
  public RowRules rowRules(Dataset<?> dataset) {
    String weight = LinearTrainer.weightColumn(this);
    return new RowRules(getLabelCol(), getFeaturesCol(), weight, 0);
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
  public LinearRegression setInitialModel(LinearRegressionModel model) {
    initial = model.linearWeights();
    return this;
  }

  @Override
  public List<LinearRegressionModel> fitPath(Dataset<?> dataset, double... regParams) {
    return LinearStage.path(this, dataset, regParams);
  }

  @Override
  public List<LinearRegressionModel> fitTogether(Dataset<?> dataset, ParamMap[] maps) {
    return LinearStage.together(this, dataset, maps);
  }

  @Override
  public LinearRegressionModel trainOn(LinearTrainer trainer, Dataset<?> dataset, long start) {
    ShardStatistics statistics = trainer.statistics(0);
    double mean = statistics.labelMean();
    double deviation = statistics.labelDeviation();
    if (deviation == 0 && (getFitIntercept() || mean == 0)) {
      var weights =
          new LinearWeights(new double[trainer.features()], new double[] {mean})
              .named(trainer.names());
      return summarized(weights, 1, trainer.known(0), start, dataset);
    }
    if (deviation == 0 && getRegParam() > 0) {
      throw new IllegalArgumentException(
          "regParam must be 0 where all labels are the same and there is no intercept, as it is"
              + " relative to the labels' deviation, was "
              + getRegParam());
    }
    LinearFit fit = trainer.fit(statistics, objective(statistics));
    var weights = fit.weights();
    return summarized(weights, fit.scale(), fit.outcome(), start, dataset);
  }

  private LinearObjective objective(ShardStatistics statistics) {
    double mean = getFitIntercept() ? statistics.labelMean() : 0;
    double deviation = statistics.labelDeviation();
    if (getLoss().equals(HUBER)) {
      double start = deviation > 0 ? deviation : Math.abs(statistics.labelMean());
      return LinearObjective.ofNumbers(this, SquaredLoss.LOSS, mean, LossRange.UNKNOWN)
          .by(new ScaledHuberRoute(getEpsilon(), start));
    }
    double distance = statistics.labelMean() - mean;
    double ofNull = (statistics.labelVariance() + distance * distance) / 2;
    LinearObjective objective =
        LinearObjective.ofNumbers(this, SquaredLoss.LOSS, mean, new LossRange(0, ofNull));
    return deviation == 0
        ? objective
        : objective.withPenalty(relative(objective.penalty(), statistics));
  }

  /**
   * The penalty for labels and features that MLlib standardizes: by the deviations of the rows
   * where its normal equations solve it, else by unbiased ones, which differ by one factor.
   */
  private PenaltyStrength relative(PenaltyStrength penalty, ShardStatistics statistics) {
    boolean normal = normal(statistics.columns().width());
    double deviation = statistics.labelDeviation();
    double factor = normal ? Math.sqrt(statistics.labelVariance()) / deviation : 1;
    double part = getStandardization() ? factor : 1;
    double squares = penalty.l2() * part * part / (factor * deviation);
    return new PenaltyStrength(squares, penalty.l1() * part);
  }

  /** Returns whether MLlib would solve the normal equations. */
  private boolean normal(int features) {
    return getLoss().equals(LOSSES.get(0))
        && (getSolver().equals("normal")
            || (getSolver().equals("auto") && features <= MOST_NORMAL));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    if (getLoss().equals(HUBER) && getElasticNetParam() != 0) {
      throw new IllegalArgumentException(
          "elasticNetParam must be 0 with loss = huber, was " + getElasticNetParam());
    }
    if (getLoss().equals(HUBER) && validationColumn() != null) {
      throw new IllegalArgumentException(
          "validationIndicatorCol must not be set with loss = huber, whose trainings have scales of their own, was "
              + validationColumn());
    }
    if (getLoss().equals(HUBER) && getSolver().equals("normal")) {
      throw new IllegalArgumentException(
          "solver must be auto or l-bfgs with loss = huber, which has no normal equations, was normal");
    }
    return OddNames.schema(this, schema, super::transformSchema);
  }

  /** Adds the summary; its predictions are those of the model with the params of this stage. */
  private LinearRegressionModel summarized(
      LinearWeights weights,
      double scale,
      TrainingOutcome outcome,
      long start,
      Dataset<?> dataset) {
    LinearRegressionModel model = new LinearRegressionModel(uid, weights, scale);
    LinearRegressionModel same = copyValues(model.bare(), new ParamMap());
    double seconds = (System.nanoTime() - start) / 1e9;
    boolean l1 = getRegParam() > 0 && getElasticNetParam() > 0;
    boolean errors = normal(weights.features()) && !l1;
    model.setSummary(
        Option.apply(
            new LinearRegressionTrainingSummary(
                outcome, weights.sha256(), seconds, new RegressionFigures(same, dataset, errors))));
    return model;
  }

  @Override
  public LinearRegression self() {
    return this;
  }

  /**
   * Returns the bytes that the model will take, which servers of Spark Connect ask for.
   *
   * @param dataset as for {@code fit}
   */
  public long estimateModelSize(Dataset<?> dataset) {
    return ModelSize.ofFit(this, dataset, getFeaturesCol(), 1);
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
  public LinearRegression copy(ParamMap extra) {
    LinearRegression copy = defaultCopy(extra);
    copy.initial = initial;
    return copy;
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<LinearRegression> read() {
    return READABLE.read();
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage with its params
   */
  public static LinearRegression load(String path) {
    return read().load(path);
  }
}
