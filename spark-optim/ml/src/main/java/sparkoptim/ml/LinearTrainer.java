// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.DivergedException;
import sparkoptim.core.PlainText;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.RowNorms;
import sparkoptim.core.linear.Scaling;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.Shards;
import sparkoptim.engine.TrainingLog;
import sparkoptim.engine.TrainingState;
import sparkoptim.engine.device.DeviceDecision;
import sparkoptim.engine.device.DeviceRequest;
import sparkoptim.engine.rows.PackedRows;
import sparkoptim.engine.rows.RowRules;
import sparkoptim.engine.rows.ShardCount;

/**
 * The way from a data set to a linear model that all linear stages share: rows are read once,
 * checked and dealt; columns are measured and scaled; the method trains; the point is mapped back.
 * Close it to let the cached rows go.
 */
final class LinearTrainer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinearTrainer.class);

  private final LinearParams stage;
  private final FitJobs jobs;
  private final RowRules rules;
  private final PackedRows rows;
  private final Configuration hadoop;
  private final SparkContext spark;
  private final DeviceDecision device;
  private final MethodChoice choice;
  private final Shards raw;

  /**
   * Reads, checks and deals the rows.
   *
   * @throws IllegalArgumentException if rows break the rules, or it has to be a GPU and none can be
   *     used
   */
  LinearTrainer(LinearParams stage, FitJobs jobs, Dataset<?> dataset, RowRules rules) {
    this.stage = stage;
    this.jobs = jobs;
    this.rules = rules;
    TrainingSession.check(stage);
    hadoop = dataset.sparkSession().sessionState().newHadoopConf();
    spark = dataset.sparkSession().sparkContext();
    device =
        DeviceDecision.of(
            DeviceRequest.of(jobs.fit(), stage.getDevice(), stage.getDevicePrecision()), spark);
    choice = MethodChoice.of(stage, device.gpu());
    if (stage.isSet(stage.aggregationDepth()) || stage.isSet(stage.maxBlockSizeInMB())) {
      LOG.info(
          "{}: aggregationDepth and maxBlockSizeInMB have no effect: sums follow a fixed tree over"
              + " the shards, and rows are packed by shards",
          jobs.fit());
    }
    jobs.describe("read and check rows");
    rows = PackedRows.of(RowColumns.of(dataset, rules), rules, stage.getDealing());
    int shards;
    try {
      shards = shards();
    } catch (IllegalArgumentException e) {
      rows.close();
      throw e;
    }
    raw = rows.intoShards(shards);
  }

  private int shards() {
    if (stage.getNumShards() > 0) {
      return ShardCount.checked(stage.getNumShards(), rows.rows());
    }
    if (choice.fullSums()) {
      return ShardCount.forSums(rows.rows(), rows.payloadBytes(), features());
    }
    return choice.local()
        ? ShardCount.forLocalSteps(rows.rows(), rows.payloadBytes())
        : ShardCount.forBatches(rows.rows(), rows.payloadBytes(), choice.rowsPerStep());
  }

  /** Returns the largest label, where labels are classes. */
  int largestLabel() {
    return rows.largestLabel();
  }

  /** Returns the results of a training that was not needed, with the objective there. */
  TrainingOutcome known(double objective) {
    return TrainingOutcome.known(rows.rows(), features(), objective, raw.count());
  }

  /** Returns the number of features. */
  int features() {
    return rows.ranges().width();
  }

  /**
   * Measures columns and labels, and for classes the sum of weights of each label.
   *
   * @param classes number of classes; 0 where labels are numbers of any kind
   */
  ShardStatistics statistics(int classes) {
    int width = rows.ranges().width();
    FitMemory.require(spark, choice.fullSums(), width, classes > 2 ? classes : 1);
    double[] units = rows.ranges().units();
    jobs.describe(PlainText.of("split into %d shards and measure columns", raw.count()));
    ShardStatistics all =
        raw.reduce(
            (shard, blocks) -> ShardStatistics.of(width, classes, blocks, units),
            ShardStatistics::merge,
            16L * width + 8L * classes);
    rows.close();
    all.require(rules);
    return all;
  }

  /** Returns the name of the stage's column of weights; null where rows have none. */
  static String weightColumn(LinearParams stage) {
    boolean weighted = stage.isDefined(stage.weightCol()) && !stage.getWeightCol().isEmpty();
    return weighted ? stage.getWeightCol() : null;
  }

  /**
   * Trains.
   *
   * @param statistics of the rows
   * @param objective to minimize, and from where
   */
  LinearFit fit(ShardStatistics statistics, LinearObjective objective) {
    LinearLoss loss = objective.loss();
    boolean intercept = stage.getFitIntercept();
    double curvature = loss.curvature();
    PresentClasses present = objective.present();
    CoefficientBounds bounds = objective.bounds();
    Scaling scaling =
        new Scaling(
            rows.ranges(),
            statistics.columns(),
            intercept && (bounds == null || !bounds.onIntercepts()),
            stage.getStandardization(),
            objective.penalty().l2(),
            curvature);
    double[] magnitudes =
        scaling.magnitudes(
            statistics.columns(), stage.getStandardization(), objective.penalty().l1());
    for (String warning : ColumnWarnings.of(rows.ranges(), statistics.columns(), intercept)) {
      LOG.warn("{}: {}", jobs.fit(), warning);
    }
    try (Shards scaled = raw.map(block -> scaling.apply(present.renumbered(block)))) {
      jobs.describe("scale columns and measure rows");
      List<RowNorms> norms = scaled.collect((shard, blocks) -> RowNorms.of(blocks, intercept));
      raw.close();
      double weight = statistics.columns().weight();
      LinearProblem problem =
          new LinearProblem(
              loss,
              rows.ranges().width(),
              objective.intercepts().length,
              intercept,
              rows.rows(),
              weight,
              raw.count(),
              RowNorms.entries(norms),
              RowNorms.sum(norms) / weight,
              new Penalty(
                  scaling.penalty(),
                  magnitudes,
                  bounds == null ? null : bounds.ofPoint(scaling, intercept)),
              stage.getSeed(),
              objective.lossRange(),
              scaling.moments(statistics.columns()));
      LinearRun run =
          new LinearRun(
              stage,
              jobs.fit(),
              choice,
              device,
              scaled,
              RowNorms.largest(norms),
              rows.payloadBytes(),
              rows.fingerprint(),
              spark);
      return train(run, problem, scaling, objective);
    }
  }

  private LinearFit train(
      LinearRun run, LinearProblem problem, Scaling scaling, LinearObjective objective) {
    double[] point = new double[problem.dimension()];
    int coordinates = problem.features() * problem.outputs();
    System.arraycopy(objective.intercepts(), 0, point, coordinates, point.length - coordinates);
    if (problem.bounds() != null) {
      problem.bounds().apply(point);
    }
    LinearRun.Ran ran =
        TrainingLog.during(
            stage.getTrainingLog(),
            jobs.fit(),
            hadoop,
            () -> objective.route().train(run, problem, point));
    TrainingState state = ran.state();
    double[] coefficients = new double[coordinates];
    double[] fitted = new double[problem.outputs()];
    scaling.toModel(state.served(), problem.outputs(), problem.intercept(), coefficients, fitted);
    if (objective.bounds() != null) {
      objective.bounds().apply(coefficients, fitted);
    }
    DivergedException.check(state.steps(), "coefficient", coefficients);
    DivergedException.check(state.steps(), "intercept", fitted);
    return new LinearFit(
        coefficients,
        fitted,
        new TrainingOutcome(
            state,
            problem.rows(),
            problem.features(),
            ran.method().toString(),
            ran.engine().engine().description(),
            ran.engine().reason(),
            problem.shards()),
        ran.scale());
  }

  @Override
  public void close() {
    rows.close();
    raw.close();
  }
}
