// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import sparkoptim.core.DivergedException;
import sparkoptim.core.LossRange;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.RowNorms;
import sparkoptim.core.linear.Scaling;
import sparkoptim.core.linear.Smoothness;
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.Shards;
import sparkoptim.engine.Training;
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
    hadoop = dataset.sparkSession().sessionState().newHadoopConf();
    spark = dataset.sparkSession().sparkContext();
    device =
        DeviceDecision.of(
            DeviceRequest.of(jobs.fit(), stage.getDevice(), stage.getDevicePrecision()), spark);
    choice = MethodChoice.of(stage, device.gpu());
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

  /** Returns the number of features. */
  int features() {
    return rows.ranges().width();
  }

  /** The statistics of one look at the dealt rows. */
  record Statistics(ColumnMoments moments, double[] labelWeights) {}

  /** Moments of the columns, and for classes the sum of weights of each label. */
  Statistics statistics(int classes) {
    int width = rows.ranges().width();
    jobs.describe("split into %d shards and measure columns".formatted(raw.count()));
    Tuple2<ColumnMoments, double[]> all =
        raw.reduce(
            (shard, blocks) ->
                new Tuple2<>(ColumnMoments.of(width, blocks), labelWeights(blocks, classes)),
            LinearTrainer::merge,
            16L * width + 8L * classes);
    rows.close();
    return new Statistics(all._1(), all._2());
  }

  private static Tuple2<ColumnMoments, double[]> merge(
      Tuple2<ColumnMoments, double[]> left, Tuple2<ColumnMoments, double[]> right) {
    double[] labels = left._2();
    for (int k = 0; k < labels.length; k++) {
      labels[k] += right._2()[k];
    }
    return new Tuple2<>(left._1().merge(right._1()), labels);
  }

  private static double[] labelWeights(List<Block> blocks, int classes) {
    double[] weights = new double[classes];
    if (classes > 0) {
      for (Block block : blocks) {
        for (int row = 0; row < block.rows(); row++) {
          weights[(int) block.labels[row]] += block.weight(row);
        }
      }
    }
    return weights;
  }

  /** Trains on rows whose labels are no classes, or of which every class has rows. */
  LinearFit fit(Statistics statistics, LinearLoss loss, double[] intercepts) {
    PresentClasses all = PresentClasses.every(statistics.labelWeights().length);
    return fit(statistics, loss, intercepts, all);
  }

  /**
   * Trains.
   *
   * @param loss of one margin, or softmax over the outputs
   * @param intercepts to start from, one per output
   * @param present the classes that have rows; outputs are those of softmax
   */
  LinearFit fit(
      Statistics statistics, LinearLoss loss, double[] intercepts, PresentClasses present) {
    boolean intercept = stage.getFitIntercept();
    double curvature = loss.curvature();
    Scaling scaling =
        new Scaling(
            rows.ranges(),
            statistics.moments(),
            intercept,
            stage.getStandardization(),
            stage.getRegParam(),
            curvature);
    for (String warning : ColumnWarnings.of(rows.ranges(), statistics.moments(), intercept)) {
      LOG.warn("{}: {}", jobs.fit(), warning);
    }
    try (Shards scaled = raw.map(block -> scaling.apply(present.renumbered(block)))) {
      jobs.describe("scale columns and measure rows");
      List<RowNorms> norms = scaled.collect((shard, blocks) -> RowNorms.of(blocks, intercept));
      raw.close();
      double weight = statistics.moments().weight();
      LinearProblem problem =
          new LinearProblem(
              loss,
              rows.ranges().width(),
              intercepts.length,
              intercept,
              rows.rows(),
              weight,
              raw.count(),
              RowNorms.entries(norms),
              RowNorms.sum(norms) / weight,
              Penalty.ofSquares(scaling.penalty()),
              stage.getSeed(),
              new LossRange(0, nullLoss(present.of(statistics.labelWeights()), intercept)),
              scaling.moments(statistics.moments()));
      return train(scaled, problem, scaling, RowNorms.largest(norms), intercepts);
    }
  }

  /** Mean loss of the model without coefficients: the entropy of the classes' shares. */
  private static double nullLoss(double[] labelWeights, boolean intercept) {
    if (labelWeights.length == 0) {
      return Double.NaN;
    }
    if (!intercept) {
      return StrictMath.log(labelWeights.length);
    }
    double weight = Arrays.stream(labelWeights).sum();
    double entropy = 0;
    for (double label : labelWeights) {
      entropy -= label > 0 ? label / weight * StrictMath.log(label / weight) : 0;
    }
    return entropy;
  }

  private LinearFit train(
      Shards shards,
      LinearProblem problem,
      Scaling scaling,
      double largestNorm,
      double[] intercepts) {
    MethodChoice fitting =
        problem.l1Penalty() == null
            ? choice
            : choice.underL1(stage, device.gpu(), problem.dimension());
    OptimMethod method = fitting.method(Smoothness.of(problem, largestNorm));
    long batch = fitting.rowsPerStep();
    double tolerance = stage.getTol();
    long steps = Training.steps(method, problem, batch, tolerance, stage.getMaxIter());
    if (steps == 0 && tolerance > 0) { // without a test for convergence more fits into the passes
      tolerance = 0;
      steps = Training.steps(method, problem, batch, tolerance, stage.getMaxIter());
    }
    if (steps == 0 && stage.getMaxIter() > 0) {
      LOG.warn(
          "{}: no step of {} fits into maxIter = {} passes; the model is the null model",
          jobs.fit(),
          method,
          stage.getMaxIter());
    }
    double[] point = new double[problem.dimension()];
    int coordinates = problem.features() * problem.outputs();
    System.arraycopy(intercepts, 0, point, coordinates, point.length - coordinates);
    Training training =
        new Training(jobs.fit(), method, device.apply(problem), batch, steps, tolerance, point);
    EngineChoice chosen = EngineChoice.of(stage.getEngine(), training, rows.payloadBytes(), spark);
    TrainingSession session = new TrainingSession(stage, rows.fingerprint(), spark, scale());
    TrainingState state =
        TrainingLog.during(
            stage.getTrainingLog(),
            jobs.fit(),
            hadoop,
            () -> session.train(chosen.engine(), training, shards));
    double[] coefficients = new double[coordinates];
    double[] fitted = new double[problem.outputs()];
    scaling.toModel(state.served(), problem.outputs(), problem.intercept(), coefficients, fitted);
    DivergedException.check(state.steps(), "coefficient", coefficients);
    DivergedException.check(state.steps(), "intercept", fitted);
    return new LinearFit(
        coefficients,
        fitted,
        new TrainingOutcome(
            state,
            problem.rows(),
            problem.features(),
            method.toString(),
            chosen.engine().description(),
            chosen.reason(),
            problem.shards()));
  }

  /**
   * Returns the scale of the columns follows from two params and the rows, and the training shows
   * it in no other way.
   */
  private Map<String, String> scale() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("regParam", String.valueOf(stage.getRegParam()));
    settings.put("standardization", String.valueOf(stage.getStandardization()));
    return settings;
  }

  @Override
  public void close() {
    rows.close();
    raw.close();
  }
}
