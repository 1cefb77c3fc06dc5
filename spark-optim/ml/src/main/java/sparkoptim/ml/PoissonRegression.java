// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;

import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import sparkoptim.core.LossRange;
import sparkoptim.core.linear.PoissonLoss;
import sparkoptim.engine.rows.RowRules;

/**
 * Regression of counts by any {@link sparkoptim.core.OptimMethod}: the Poisson distribution with
 * the log link, as MLlib's {@code GeneralizedLinearRegression} has it with {@code family =
 * poisson}. A row of label y, weight w and offset o trains as one of label {@code y exp(-o)} and
 * weight {@code w exp(o)}, which has the same gradient; penalties are relative to the sum of these
 * weights.
 */
public class PoissonRegression extends RegressorOfMaps<PoissonRegression, PoissonRegressionModel>
    implements LinearStage<PoissonRegressionModel>,
        PoissonRegressionParams,
        LinearParams,
        ValidationParams,
        OptimParams,
        PoissonRegressionSetters<PoissonRegression>,
        LinearSetters<PoissonRegression>,
        ValidationSetters<PoissonRegression>,
        OptimSetters<PoissonRegression>,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final DefaultParamsReadable<PoissonRegression> READABLE =
      new DefaultParamsReadable<>() {};

  private final String uid;
  private final ParamTable table;
  private LinearWeights initial;

  /** Creates an estimator with a random uid. */
  public PoissonRegression() {
    this(Identifiable$.MODULE$.randomUID("poisson"));
  }

  /**
   * Creates an estimator with a given uid.
   *
   * @param uid identifier of the stage, unique in its pipeline
   */
  public PoissonRegression(String uid) {
    this.uid = uid;
    TraitInit.predictor(this);
    table = ParamTable.of(this, Group.ALL, LinearGroup.ALL, PoissonGroup.ALL);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return OddNames.schema(this, schema, super::transformSchema);
  }

  @Override
  public PoissonRegressionModel fit(Dataset<?> dataset) {
    if (OddNames.isPlain(this, labelCol(), weightCol())) {
      return super.fit(dataset);
    }
    transformSchema(dataset.schema());
    return copyValues(train(dataset).setParent(this), new ParamMap());
  }

  @Override
  public PoissonRegressionModel train(Dataset<?> dataset) {
    return trainOn(dataset);
  }

  @Override
  public RowRules rowRules(Dataset<?> dataset) {
    return new RowRules(getLabelCol(), getFeaturesCol(), exposure(), 0);
  }

  @Override
  public Dataset<?> trainingRows(Dataset<?> dataset) {
    String offset = PoissonGroup.column(this, offsetCol());
    return offset.isEmpty()
        ? dataset
        : exposed(dataset, offset, LinearTrainer.weightColumn(this), exposure());
  }

  /** The column of weights, with offsets that of weights times exposures. */
  private String exposure() {
    String offset = PoissonGroup.column(this, offsetCol());
    return offset.isEmpty() ? LinearTrainer.weightColumn(this) : offset + "_exposure";
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
  public PoissonRegression setInitialModel(PoissonRegressionModel model) {
    initial = model.linearWeights();
    return this;
  }

  @Override
  public List<PoissonRegressionModel> fitPath(Dataset<?> dataset, double... regParams) {
    return LinearStage.path(this, dataset, regParams);
  }

  @Override
  public List<PoissonRegressionModel> fitTogether(Dataset<?> dataset, ParamMap[] maps) {
    return LinearStage.together(this, dataset, maps);
  }

  @Override
  public PoissonRegressionModel trainOn(LinearTrainer trainer, Dataset<?> dataset, long start) {
    ShardStatistics statistics = trainer.statistics(0);
    if (statistics.leastLabel() < 0) {
      throw new IllegalArgumentException(
          "column %s: labels are counts and must be >= 0, one is %s"
              .formatted(getLabelCol(), statistics.leastLabel()));
    }
    double mean = statistics.labelMean();
    if (mean == 0 && getFitIntercept()) {
      double[] intercept = {Double.NEGATIVE_INFINITY};
      var weights =
          new LinearWeights(new double[trainer.features()], intercept).named(trainer.names());
      return summarized(weights, trainer.known(0), start, dataset);
    }
    LinearFit fit = trainer.fit(statistics, objective(mean, statistics.meanLogLabel()));
    var weights = fit.weights();
    return summarized(weights, fit.outcome(), start, dataset);
  }

  /** Rows as rates: labels per exposure, weighted by exposures. */
  private Dataset<?> exposed(Dataset<?> dataset, String offset, String weight, String exposure) {
    Column by = RowColumns.named(offset).cast(DataTypes.DoubleType);
    Column one = weight == null ? lit(1.0) : RowColumns.named(weight).cast(DataTypes.DoubleType);
    return dataset
        .withColumn(exposure, one.multiply(exp(by)))
        .withColumn(getLabelCol(), RowColumns.named(getLabelCol()).multiply(exp(negate(by))));
  }

  /**
   * The objective, from the best intercept for zero coefficients. A row's least loss is {@code y -
   * y log y}.
   */
  private LinearObjective objective(double mean, double meanLogLabel) {
    double intercept = getFitIntercept() ? StrictMath.log(mean) : 0;
    double ofNull = getFitIntercept() ? mean - mean * intercept : 1;
    return LinearObjective.ofNumbers(
        this, PoissonLoss.LOSS, intercept, new LossRange(mean - meanLogLabel, ofNull));
  }

  /** Adds the summary; its predictions are those of the model with the params of this stage. */
  private PoissonRegressionModel summarized(
      LinearWeights weights, TrainingOutcome outcome, long start, Dataset<?> dataset) {
    PoissonRegressionModel model = new PoissonRegressionModel(uid, weights);
    PoissonRegressionModel same = copyValues(model.bare(), new ParamMap());
    double seconds = (System.nanoTime() - start) / 1e9;
    model.setSummary(
        Option.apply(
            new PoissonRegressionTrainingSummary(
                outcome, weights.sha256(), seconds, new PoissonFigures(same, dataset))));
    return model;
  }

  @Override
  public PoissonRegression self() {
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
  public PoissonRegression copy(ParamMap extra) {
    PoissonRegression copy = defaultCopy(extra);
    copy.initial = initial;
    return copy;
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<PoissonRegression> read() {
    return READABLE.read();
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage with its params
   */
  public static PoissonRegression load(String path) {
    return read().load(path);
  }
}
