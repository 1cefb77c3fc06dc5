// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.DivergedException;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.ColumnScale;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LinearMoments;
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

  /** Sums take rows in storage order: a shard is a block, which Java's collector does not move. */
  private static final int SUM_BLOCK = 8 << 20;

  private final LinearParams stage;
  private final FitJobs jobs;
  private final RowRules rules;
  private final PackedRows rows;
  private final LinearValidation validation;
  private final Configuration hadoop;
  private final SparkContext spark;
  private final DeviceDecision device;
  private final MethodChoice choice;
  private final Shards raw;
  private final String[] names;
  private final LinearTrainer owner;
  private LinearWeights initial;
  private ShardStatistics measured;
  private Reweighed reweighed;
  private double[] factors;
  private boolean shared;

  /** The statistics of rows whose weights are multiplied by factors of their classes. */
  private record Reweighed(double[] byClass, ShardStatistics statistics) {}

  /**
   * Reads, checks and deals the rows of a stage.
   *
   * @throws IllegalArgumentException if rows break the rules, or it has to be a GPU and none can be
   *     used
   */
  LinearTrainer(LinearStage<?> stage, FitJobs jobs, Dataset<?> dataset) {
    this(stage, jobs, stage.trainingRows(dataset), stage.rowRules(dataset));
    initial = stage.initialWeights();
  }

  /** Trains another stage over the same rows. */
  private LinearTrainer(LinearTrainer owner, LinearParams stage, LinearWeights initial) {
    this.owner = owner;
    this.stage = stage;
    this.initial = initial;
    jobs = owner.jobs;
    rows = owner.rows;
    validation = owner.validation;
    rules = owner.rules;
    hadoop = owner.hadoop;
    spark = owner.spark;
    device = owner.device;
    choice = owner.choice;
    raw = owner.raw;
    names = owner.names;
    measured = owner.measured;
    reweighed = owner.reweighed;
    shared = true;
  }

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
    owner = null;
    names = FeatureImportances.names(dataset.schema(), rules.featuresColumn());
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
    ValidationSplit split = ValidationSplit.of(stage, dataset);
    rows = PackedRows.of(RowColumns.of(split.training(), rules), rules, stage.getDealing());
    try {
      validation =
          split.validation() == null
              ? null
              : new LinearValidation(stage, jobs, split.validation(), rules, features());
      if (choice.fullSums()) {
        rows.setBlockBytes(SUM_BLOCK);
      }
      raw = rows.intoShards(shards());
    } catch (Exception e) { // Scala declares no exceptions
      rows.close();
      throw e;
    }
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

  /**
   * Returns a trainer of a stage that differs in its penalty, over the same rows: all of them are
   * closed with this one.
   *
   * @param from where it starts; null for where this one would
   */
  LinearTrainer forStage(LinearParams other, LinearWeights from) {
    shared = true;
    return new LinearTrainer(this, other, from == null ? initial : from);
  }

  /** Returns the names of the features; empty without. */
  String[] names() {
    return names;
  }

  /** Returns the largest label, where labels are classes. */
  int largestLabel() {
    return validation == null
        ? rows.largestLabel()
        : Math.max(rows.largestLabel(), validation.largestLabel());
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
    if (measured == null) {
      measured = measure(classes);
      rows.close();
      if (owner != null) {
        owner.measured = measured;
      }
    }
    return measured;
  }

  /**
   * Multiplies the weights of rows by a factor of their class, and measures them again.
   *
   * @param byClass one per class; null for none
   */
  ShardStatistics statistics(int classes, double[] byClass) {
    factors = byClass;
    if (byClass == null) {
      return statistics(classes);
    }
    if (reweighed == null || !Arrays.equals(reweighed.byClass(), byClass)) {
      reweighed = new Reweighed(byClass, measure(classes));
      if (owner != null) {
        owner.reweighed = reweighed;
      }
    }
    return reweighed.statistics();
  }

  private ShardStatistics measure(int classes) {
    int width = rows.ranges().width();
    FitMemory.require(spark, choice.fullSums(), width, classes > 2 ? classes : 1);
    double[] units = rows.ranges().units();
    double[] byClass = factors;
    jobs.describe(PlainText.of("split into %d shards and measure columns", raw.count()));
    ShardStatistics all =
        raw.reduce(
            (shard, blocks) -> ShardStatistics.of(width, classes, weighed(byClass, blocks), units),
            ShardStatistics::merge,
            16L * width + 8L * classes);
    all.require(rules);
    return all;
  }

  private static List<Block> weighed(double[] byClass, List<Block> blocks) {
    return byClass == null
        ? blocks
        : blocks.stream().map(block -> ClassWeights.apply(byClass, block)).toList();
  }

  /** Returns the name of the stage's column of weights; null where rows have none. */
  static String weightColumn(LinearParams stage) {
    return RowColumns.named(stage, stage.weightCol());
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
    Penalty penalty =
        new Penalty(
            scaling.penalty(),
            magnitudes,
            bounds == null ? null : bounds.ofPoint(scaling, intercept));
    ColumnScale columns = inPlace(scaling, penalty, objective.intercepts().length);
    Shards scaled = scaled(scaling, columns, present);
    try (LinearValidation.Course course =
        validation == null ? null : validation.course(scaling, objective, intercept)) {
      double weight = statistics.columns().weight();
      LinearMoments moments = scaling.moments(statistics.columns());
      List<RowNorms> norms = columns == null ? norms(scaled, intercept) : null;
      LinearProblem problem =
          new LinearProblem(
              loss,
              rows.ranges().width(),
              objective.intercepts().length,
              intercept,
              rows.rows(),
              weight,
              raw.count(),
              columns == null ? RowNorms.entries(norms) : entries(scaling),
              columns == null ? RowNorms.sum(norms) / weight : moments.rowNorm(intercept),
              penalty,
              stage.getSeed(),
              objective.lossRange(),
              moments,
              columns);
      LinearRun run =
          new LinearRun(
              stage,
              jobs.fit(),
              choice,
              device,
              scaled,
              columns == null ? RowNorms.largest(norms) : Double.POSITIVE_INFINITY,
              rows.payloadBytes(),
              rows.fingerprint(),
              spark,
              course);
      return train(run, problem, scaling, objective, statistics);
    } finally {
      if (scaled != raw || !shared) {
        scaled.close();
      }
    }
  }

  /**
   * Returns the scale of rows that sums over all of them take as they are; null where the method
   * takes other steps, or rows have to be copied.
   */
  private ColumnScale inPlace(Scaling scaling, Penalty penalty, int outputs) {
    int coordinates = (rows.ranges().width() + 1) * outputs;
    MethodChoice fitting =
        penalty.smooth() ? choice : choice.underL1(stage, device.gpu(), coordinates);
    return fitting.fullSums() && !device.gpu() ? scaling.inPlace(raw.count()) : null;
  }

  private Shards scaled(Scaling scaling, ColumnScale columns, PresentClasses present) {
    double[] byClass = factors;
    if (columns != null && byClass == null && present.all()) {
      return raw;
    }
    return raw.map(
        block -> {
          Block weighed = byClass == null ? block : ClassWeights.apply(byClass, block);
          Block numbered = present.renumbered(weighed);
          return columns == null ? scaling.apply(numbered) : numbered;
        });
  }

  private List<RowNorms> norms(Shards scaled, boolean intercept) {
    jobs.describe("scale columns and measure rows");
    List<RowNorms> norms = scaled.collect((shard, blocks) -> RowNorms.of(blocks, intercept));
    if (!shared) {
      raw.close();
    }
    return norms;
  }

  /** Returns the entries of all rows as they came; 0 where they are dense. */
  private long entries(Scaling scaling) {
    return scaling.dense() ? 0 : rows.ranges().nonZeros();
  }

  private LinearFit train(
      LinearRun run,
      LinearProblem problem,
      Scaling scaling,
      LinearObjective objective,
      ShardStatistics statistics) {
    double[] point = start(problem, scaling, objective);
    int coordinates = problem.features() * problem.outputs();
    if (problem.bounds() != null) {
      problem.bounds().apply(point);
    }
    LinearRun.Ran ran =
        TrainingLog.during(
            stage.getTrainingLog(),
            jobs.fit(),
            hadoop,
            () -> run.best(problem, objective.route().train(run, problem, point)));
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
            problem.shards(),
            FeatureImportances.of(coefficients, statistics.columns(), names),
            run.validation() == null ? new double[0] : run.validation().losses()),
        ran.scale(),
        names);
  }

  /** Where training starts: at the initial model where there is one, else at the null model. */
  private double[] start(LinearProblem problem, Scaling scaling, LinearObjective objective) {
    if (initial == null) {
      double[] point = new double[problem.dimension()];
      int coordinates = problem.features() * problem.outputs();
      System.arraycopy(objective.intercepts(), 0, point, coordinates, point.length - coordinates);
      return point;
    }
    LinearWeights model = initial.aligned(problem.features(), names);
    PresentClasses present = objective.present();
    boolean classes = problem.outputs() > 1;
    int expected = classes ? present.classes() : 1;
    if (model.outputs() != expected) {
      throw new IllegalArgumentException(
          PlainText.of(
              "the initial model has %d rows of coefficients, this fit has %d",
              model.outputs(), expected));
    }
    double[] coefficients = classes ? present.rowsOf(model.rows()) : model.rows();
    double[] intercepts = classes ? present.of(model.constants()) : model.constants();
    for (int k = 0; k < intercepts.length; k++) {
      if (Double.isInfinite(intercepts[k])) {
        intercepts[k] = objective.intercepts()[k];
      }
    }
    return scaling.toPoint(coefficients, intercepts, problem.intercept());
  }

  @Override
  public void close() {
    if (owner == null) {
      rows.close();
      raw.close();
      if (validation != null) {
        validation.close();
      }
    }
  }
}
