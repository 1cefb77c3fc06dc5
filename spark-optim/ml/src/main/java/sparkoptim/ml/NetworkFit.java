// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import sparkoptim.core.DivergedException;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkStatistics;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.ServedNetwork;
import sparkoptim.core.network.ShardedNetwork;
import sparkoptim.core.network.UntrainedNetwork;
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.Shards;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingLog;
import sparkoptim.engine.TrainingState;
import sparkoptim.engine.device.DeviceRequest;
import sparkoptim.engine.rows.DealtRows;
import sparkoptim.engine.rows.RowRules;

/**
 * The way from a data set to a trained network that the network stages share. Close it to let the
 * cached rows go.
 */
final class NetworkFit implements AutoCloseable {
  private final NetworkParams stage;
  private final FitJobs jobs;
  private final SparkContext spark;
  private final Configuration hadoop;
  private final OptimMethod method;
  private final DealtRows rows;

  /**
   * Reads, checks and deals the rows.
   *
   * @throws IllegalArgumentException if rows break the rules, or it has to be a GPU
   */
  NetworkFit(NetworkParams stage, FitJobs jobs, Dataset<?> dataset, RowRules rules) {
    this.stage = stage;
    this.jobs = jobs;
    TrainingSession.check(stage);
    spark = dataset.sparkSession().sparkContext();
    hadoop = dataset.sparkSession().sessionState().newHadoopConf();
    DeviceRequest.of(jobs.fit(), stage.getDevice(), stage.getDevicePrecision())
        .without("networks compute on the CPU");
    method = NetworkMethod.of(stage);
    method.checkObjective(Set.of(), Set.of());
    rows =
        new DealtRows(
            jobs,
            RowColumns.of(dataset, rules),
            rules,
            stage.getDealing(),
            stage.getNumShards(),
            stage.getBatchSize());
  }

  /** Returns the largest label, where labels are classes. */
  int largestLabel() {
    return rows.largestLabel();
  }

  /** Returns the mean and deviation of labels that are numbers. */
  LabelMoments labelMoments() {
    jobs.describe("measure labels");
    return rows.shards()
        .reduce((shard, blocks) -> LabelMoments.of(blocks), LabelMoments::merge, 32);
  }

  /** A trained network, and what is known of its training. */
  record Result(TrainedNetwork network, TrainingOutcome outcome) {}

  /**
   * Trains.
   *
   * @param outputs that the network must have
   * @param because why, for errors
   * @param loss of a row
   * @param labels the scale of labels
   */
  Result train(int outputs, String because, NetworkTask.Loss loss, LabelScale labels) {
    UntrainedNetwork network =
        NetworkDefinition.of(stage, rows.columns(), outputs, because, hadoop);
    long batch = stage.getBatchSize();
    ShardedNetwork problem =
        network.problem(
            new NetworkTask(
                loss,
                labels,
                rows.rows(),
                rows.weight(),
                rows.shards().count(),
                batch,
                stage.getRegParam(),
                stage.getDecayBiases(),
                stage.getSeed()));
    double tolerance = stage.getTol();
    long steps = Training.steps(method, problem, batch, tolerance, stage.getMaxIter());
    Training training =
        new Training(jobs.fit(), method, problem, batch, steps, tolerance, network.point());
    EngineChoice chosen = EngineChoice.of(stage.getEngine(), training, rows.payloadBytes(), spark);
    TrainingSession session = new TrainingSession(stage, rows.fingerprint(), spark, Map.of());
    TrainingState state =
        TrainingLog.during(
            stage.getTrainingLog(),
            jobs.fit(),
            hadoop,
            () -> session.train(chosen.engine(), training, rows.shards()));
    return new Result(
        new TrainedNetwork(finish(network, problem, state)),
        new TrainingOutcome(
            state,
            rows.rows(),
            rows.columns(),
            method.toString(),
            chosen.engine().description(),
            chosen.reason(),
            problem.shards()));
  }

  /**
   * Returns the network at a trained point, with the BatchNorm statistics of the rows at that
   * point: one pass forwards where there are any.
   *
   * @throws DivergedException if a parameter or a statistic is not finite in the network's numbers
   */
  private ServedNetwork finish(
      UntrainedNetwork network, ShardedNetwork problem, TrainingState state) {
    double[] point = state.served();
    DivergedException.check(state.steps(), "parameter", rounded(point));
    double[] statistics = {};
    if (problem.hasStatistics()) {
      statistics = statistics(problem, rows.shards(), point);
      DivergedException.check(
          state.steps(), "statistic of batch normalization", rounded(statistics));
    }
    return network.trained(point, statistics);
  }

  private static double[] rounded(double[] values) {
    double[] rounded = new double[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  /** Static, so that the task takes nothing along but its arguments. */
  private static double[] statistics(ShardedNetwork problem, Shards shards, double[] point) {
    return shards
        .reduce(
            (shard, blocks) -> problem.statistics(shard, blocks, point),
            NetworkStatistics::merge,
            8L * point.length)
        .values();
  }

  @Override
  public void close() {
    rows.close();
  }
}
