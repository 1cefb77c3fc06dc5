// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import sparkoptim.bigdl.Network;
import sparkoptim.bigdl.NetworkProblem;
import sparkoptim.bigdl.NetworkRows;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.network.LabelScale;
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingLog;
import sparkoptim.engine.TrainingState;
import sparkoptim.engine.device.DeviceRequest;
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
  private final NetworkRows rows;

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
        .without("BigDL's layers compute on the CPU");
    method = NetworkMethod.of(stage);
    method.checkObjective(Set.of(), Set.of());
    rows =
        new NetworkRows(
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
   * @param criterion the loss
   * @param labels the scale of labels
   */
  Result train(
      int outputs,
      String because,
      AbstractCriterion<Activity, Activity, Float> criterion,
      LabelScale labels) {
    NetworkDefinition definition =
        NetworkDefinition.of(stage, rows.columns(), outputs, because, hadoop);
    int[] shape = definition.input().sizes().stream().mapToInt(size -> size).toArray();
    Network<Float> network =
        new Network<>(definition.module(), criterion, shape, new int[] {1}, labels);
    NetworkProblem<Float> problem =
        rows.problem(network, stage.getRegParam(), 0, stage.getDecayBiases(), stage.getSeed());
    long batch = stage.getBatchSize();
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
    rows.finish(problem, state.served(), state.steps());
    return new Result(
        new TrainedNetwork(network.module(), definition.input(), definition.text()),
        new TrainingOutcome(
            state,
            rows.rows(),
            rows.columns(),
            method.toString(),
            chosen.engine().description(),
            chosen.reason(),
            problem.shards()));
  }

  @Override
  public void close() {
    rows.close();
  }
}
