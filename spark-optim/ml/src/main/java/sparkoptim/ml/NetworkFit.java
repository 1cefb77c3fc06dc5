// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.FrozenNetwork;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkInput;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.ServedNetwork;
import sparkoptim.core.network.ShardedNetwork;
import sparkoptim.core.network.UntrainedNetwork;
import sparkoptim.core.sharded.ShardedObjective;
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
  private static final Logger LOG = LoggerFactory.getLogger(NetworkFit.class);

  /** Takes no step: what it is run for is the objective where it starts. */
  private static final OptimMethod NO_STEP = OptimMethod.parse("plain + sgd + constant(1)");

  private final long start = System.nanoTime();
  private final NetworkStage<?> stage;
  private final FitJobs jobs;
  private final SparkContext spark;
  private final Configuration hadoop;
  private final List<NetworkInput> inputs;
  private final DealtRows rows;
  private final NetworkStage.Plan plan;
  private final DealtRows validation;
  private String classWeights = "";
  private TrainingOutcome outcome;

  /**
   * Reads, checks and deals the rows.
   *
   * @throws IllegalArgumentException if rows break the rules, or it has to be a GPU
   */
  NetworkFit(NetworkStage<?> stage, FitJobs jobs, Dataset<?> dataset) {
    this.stage = stage;
    this.jobs = jobs;
    TrainingSession.check(stage);
    spark = dataset.sparkSession().sparkContext();
    hadoop = dataset.sparkSession().sessionState().newHadoopConf();
    DeviceRequest.of(jobs.fit(), stage.getDevice(), stage.getDevicePrecision())
        .without("networks compute on the CPU");
    checked(stage.plan(0)); // before the rows are read, on whose number few plans depend
    jobs.describe("tell rows to validate by from rows to train on");
    ValidationSplit split = ValidationSplit.of(stage, dataset);
    RowRules rules = stage.rowRules(dataset);
    inputs = InputColumns.of(dataset.schema().apply(rules.featuresColumn()));
    rows =
        dealt(
            split.training(), rules, stage.getNumShards(), count -> stage.plan(count).batchSize());
    boolean done = false;
    try {
      plan = checked(stage.plan(rows.rows()));
      validation =
          split.validation() == null
              ? null
              : dealt(split.validation(), rules, 0, count -> plan.batchSize());
      if (validation != null) {
        requireEqualWidths(rules.featuresColumn());
      }
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private void requireEqualWidths(String column) {
    if (validation.columns() != rows.columns()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "column %s: rows to validate by must have as many features as rows to train on, had %d and %d",
              column, validation.columns(), rows.columns()));
    }
  }

  private static NetworkStage.Plan checked(NetworkStage.Plan plan) {
    plan.method().checkObjective(Set.of(), Set.of());
    return plan;
  }

  private DealtRows dealt(
      Dataset<?> dataset, RowRules rules, int shards, LongUnaryOperator batchSize) {
    return new DealtRows(
        jobs, RowColumns.of(dataset, rules), rules, stage.getDealing(), shards, batchSize);
  }

  /** Returns the largest label, where labels are classes. */
  int largestLabel() {
    int largest = rows.largestLabel();
    return validation == null ? largest : Math.max(largest, validation.largestLabel());
  }

  /** Returns the scale on which labels that are numbers have mean 0 and deviation 1. */
  LabelScale labelScale() {
    jobs.describe("measure labels");
    LabelMoments moments =
        rows.shards().reduce((shard, blocks) -> LabelMoments.of(blocks), LabelMoments::merge, 32);
    return new LabelScale(moments.mean(), moments.deviation());
  }

  /**
   * Multiplies the weights of the rows to train on by a factor of their class.
   *
   * @param text as the param {@code classWeights} has it
   */
  void weighClasses(String text, int classes) {
    jobs.describe("weigh classes");
    double[] factors =
        text.equals(ClassWeights.NONE)
            ? null
            : ClassWeights.factors(text, labelWeights(rows.shards(), classes));
    if (factors != null) {
      rows.reweigh(block -> ClassWeights.apply(factors, block));
      classWeights = Arrays.toString(factors);
    }
  }

  /** Static, so that the task takes nothing along but its arguments. */
  private static double[] labelWeights(Shards shards, int classes) {
    return shards.reduce(
        (shard, blocks) -> ClassWeights.sums(classes, blocks), ClassWeights::plus, 8L * classes);
  }

  /**
   * Trains.
   *
   * @param outputs that the network must have
   * @param because why, for errors
   * @param loss of a row
   * @param labels the scale of labels
   */
  TrainedNetwork train(int outputs, String because, NetworkTask.Loss loss, LabelScale labels) {
    UntrainedNetwork network = stage.untrained(inputs, rows.columns(), outputs, because, hadoop);
    NetworkTask task =
        new NetworkTask(
            loss,
            labels,
            rows.rows(),
            rows.weight(),
            rows.shards().count(),
            plan.batchSize(),
            stage.getRegParam(),
            stage.decaysBiases(),
            stage.getSeed());
    InitialNetwork initial = stage.initialNetwork();
    double[] point = initial == null ? network.point() : initial.point(network);
    boolean[] frozen = stage.frozenParts().of(network.parts());
    ShardedNetwork whole = network.problem(task);
    ShardedNetwork problem = frozen == null ? whole : new FrozenNetwork(whole, frozen, point);
    Training training = training(jobs.fit(), plan, problem, point);
    if (training.steps() == 0 && stage.getMaxIter() > 0) {
      LOG.warn(
          "{}: no step of {} fits into maxIter = {} passes; the model is the one it starts from",
          jobs.fit(),
          plan.method(),
          stage.getMaxIter());
    }
    EngineChoice chosen = EngineChoice.of(stage.getEngine(), training, rows.payloadBytes(), spark);
    NetworkInTraining run = new NetworkInTraining(network, task, problem, training, chosen);
    outcome = TrainingLog.during(stage.getTrainingLog(), jobs.fit(), hadoop, () -> trained(run));
    TrainedNetwork made =
        new TrainedNetwork(
            run.finish(outcome.state().steps(), outcome.state().served(), rows.shards()), inputs);
    made.setSummary(new TrainingSummary(outcome, made.weightsSha256(), seconds()));
    return made;
  }

  /** Returns the results of the training. */
  TrainingOutcome outcome() {
    return outcome;
  }

  /** Returns the seconds since the fit began. */
  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  private Training training(
      String name, NetworkStage.Plan plan, ShardedNetwork problem, double[] point) {
    long batch = plan.batchSize();
    long steps = Training.steps(plan.method(), problem, batch, plan.tolerance(), plan.passes());
    return new Training(name, plan.method(), problem, batch, steps, plan.tolerance(), point);
  }

  private TrainingOutcome trained(NetworkInTraining run) {
    TrainingSession session = session();
    if (validation == null) {
      TrainingState state = session.train(run.chosen().engine(), run.training(), rows.shards());
      return outcome(run, state, new double[0]);
    }
    long stepsPerEpoch =
        ShardedObjective.stepsPerEpoch(run.problem().rows(), run.training().batchSize());
    EarlyStopping stopping =
        new EarlyStopping(
            run.training(),
            stepsPerEpoch,
            stage.getPatience(),
            (step, point) -> validate(run, step, point));
    TrainingState state =
        stopping.ended(
            session.train(run.chosen().engine(), run.training(), rows.shards(), stopping));
    if (stopping.history().wentBack()) {
      Training there =
          training(
              jobs.fit() + ", evaluation",
              new NetworkStage.Plan(NO_STEP, run.training().batchSize(), 0, 0),
              run.problem(),
              state.served());
      state =
          JoinedStates.ending(
              state, TrainingSession.evaluate(run.chosen().engine(), there, rows.shards()));
    }
    return outcome(run, state, stopping.history().losses());
  }

  private TrainingSession session() {
    Map<String, String> settings = new LinkedHashMap<>();
    if (!classWeights.isEmpty()) {
      settings.put("classWeights", classWeights);
    }
    if (validation != null) {
      settings.put("validation", validation.fingerprint());
      settings.put("patience", String.valueOf(stage.getPatience()));
    }
    return new TrainingSession(stage, rows.fingerprint(), spark, settings);
  }

  private double validate(NetworkInTraining run, long step, double[] point) {
    jobs.describe("validate");
    ServedNetwork served = run.finish(step, point, rows.shards());
    return loss(served, run.task().loss(), run.task().labels(), validation.shards()).mean();
  }

  /** Static, so that the task takes nothing along but its arguments. */
  private static LossSum loss(
      ServedNetwork network, NetworkTask.Loss loss, LabelScale labels, Shards shards) {
    return shards.reduce(
        (shard, blocks) -> LossSum.of(network, loss, labels, blocks), LossSum::plus, 16);
  }

  private TrainingOutcome outcome(
      NetworkInTraining run, TrainingState state, double[] validationLosses) {
    return new TrainingOutcome(
        state,
        rows.rows(),
        rows.columns(),
        run.training().method().toString(),
        run.chosen().engine().description(),
        run.chosen().reason(),
        run.problem().shards(),
        null,
        validationLosses);
  }

  @Override
  public void close() {
    rows.close();
    if (validation != null) {
      validation.close();
    }
  }
}
