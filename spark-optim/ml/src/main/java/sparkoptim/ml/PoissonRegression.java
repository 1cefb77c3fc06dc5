// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;
import sparkoptim.core.LossRange;
import sparkoptim.core.linear.PoissonLoss;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.rows.RowRules;

/**
 * Regression of counts by any {@link sparkoptim.core.OptimMethod}: the Poisson distribution with
 * the log link, as MLlib's {@code GeneralizedLinearRegression} has it with {@code family =
 * poisson}. A row of label y, weight w and offset o trains as one of label {@code y exp(-o)} and
 * weight {@code w exp(o)}, which has the same gradient; penalties are relative to the sum of these
 * weights.
 */
public class PoissonRegression extends Regressor<Vector, PoissonRegression, PoissonRegressionModel>
    implements PoissonRegressionParams,
        LinearParams,
        OptimParams,
        PoissonRegressionSetters<PoissonRegression>,
        LinearSetters<PoissonRegression>,
        OptimSetters<PoissonRegression>,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final DefaultParamsReadable<PoissonRegression> READABLE =
      new DefaultParamsReadable<>() {};

  private final String uid;
  private final ParamTable table;

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
  public PoissonRegressionModel fit(Dataset<?> dataset) {
    if (OddNames.isPlain(this, labelCol(), weightCol())) {
      return super.fit(dataset);
    }
    transformSchema(dataset.schema());
    return copyValues(train(dataset).setParent(this), new ParamMap());
  }

  @Override
  public PoissonRegressionModel train(Dataset<?> dataset) {
    return FitJobs.run(dataset.sparkSession().sparkContext(), uid, jobs -> train(dataset, jobs));
  }

  private PoissonRegressionModel train(Dataset<?> dataset, FitJobs jobs) {
    long start = System.nanoTime();
    String offset = PoissonGroup.column(this, offsetCol());
    String weight = LinearTrainer.weightColumn(this);
    String exposure = offset.isEmpty() ? weight : offset + "_exposure";
    Dataset<?> rows = offset.isEmpty() ? dataset : exposed(dataset, offset, weight, exposure);
    RowRules rules = new RowRules(getLabelCol(), getFeaturesCol(), exposure, 0);
    try (LinearTrainer trainer = new LinearTrainer(this, jobs, rows, rules)) {
      ShardStatistics statistics = trainer.statistics(0);
      if (statistics.leastLabel() < 0) {
        throw new IllegalArgumentException(
            "column %s: labels are counts and must be >= 0, one is %s"
                .formatted(getLabelCol(), statistics.leastLabel()));
      }
      double mean = statistics.labelMean();
      if (mean == 0 && getFitIntercept()) {
        double[] intercept = {Double.NEGATIVE_INFINITY};
        var weights = new LinearWeights(new double[trainer.features()], intercept);
        return summarized(weights, trainer.known(0), start, dataset);
      }
      LinearFit fit = trainer.fit(statistics, objective(mean, statistics.meanLogLabel()));
      var weights = new LinearWeights(fit.coefficients(), fit.intercepts());
      return summarized(weights, fit.outcome(), start, dataset);
    }
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
    return defaultCopy(extra);
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
