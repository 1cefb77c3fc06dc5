// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.optim.ValidationMethod;
import com.intel.analytics.bigdl.dllib.optim.ValidationResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.bigdl.optim.BigdlMethods;
import sparkoptim.bigdl.optim.MonitoredPlateau;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.PlainText;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.estimator.Clip;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.EngineSettings;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.ProgressListener;
import sparkoptim.engine.ProgressListeners;
import sparkoptim.engine.RetryPolicy;
import sparkoptim.engine.StateStore;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingCurve;
import sparkoptim.engine.TrainingDriver;
import sparkoptim.engine.TrainingState;
import sparkoptim.engine.checkpoint.CheckpointSettings;
import sparkoptim.engine.checkpoint.Checkpoints;
import sparkoptim.engine.checkpoint.Resume;
import sparkoptim.engine.checkpoint.RunIdentity;
import sparkoptim.engine.rows.RowRules;

/** One training of a {@link SparkOptimizer}: from rows to the trained module. */
public final class NetworkTraining<T> {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkTraining.class);
  private static final RowRules RULES = new RowRules("label", "feature", null, 0);

  private final SparkOptimizer<T> optimizer;
  private final SparkContext spark;
  private final FitJobs jobs;
  private final Network<T> network;
  private final long batchSize;
  private NetworkRows rows;
  private NetworkProblem<T> problem;
  private Training training;
  private TriggerRounds triggers;
  private boolean ended;

  /**
   * The result of a training.
   *
   * @param method with every setting
   * @param steps made
   * @param passes over the rows
   * @param loss of all rows at the end; where a trigger ended it early, the latest known
   * @param seconds spent in steps, and in the look at all rows that ends the curve
   * @param curve the mean loss of every epoch's mini-batches, or of all rows where the method looks
   *     at them, and the end
   * @param engine that ran it
   * @param engineReason why that engine
   * @param numShards that the rows were dealt into
   * @param weightsSha256 of the parameters as little-endian doubles
   */
  public record Result(
      OptimMethod method,
      long steps,
      double passes,
      double loss,
      double seconds,
      TrainingCurve curve,
      String engine,
      String engineReason,
      int numShards,
      String weightsSha256) {}

  NetworkTraining(SparkOptimizer<T> optimizer, FitJobs jobs, Network<T> network, long batchSize) {
    this.optimizer = optimizer;
    this.jobs = jobs;
    this.network = network;
    this.batchSize = batchSize;
    spark = optimizer.session().sparkContext();
  }

  Result run(Dataset<Row> dataset) {
    BigdlMethods.Translation chosenMethod = optimizer.translation();
    if (!chosenMethod.remark().isEmpty()) {
      LOG.warn("{}: {}", jobs.fit(), chosenMethod.remark());
    }
    OptimMethod method = clipped(chosenMethod.method());
    double l2 = chosenMethod.l2();
    try (NetworkRows dealt =
        new NetworkRows(
            jobs, dataset, RULES, optimizer.dealing(), optimizer.numShards(), batchSize)) {
      rows = dealt;
      problem = rows.problem(network, l2, l2, optimizer.decaysBiases(), optimizer.seed());
      triggers =
          new TriggerRounds(
              ShardedObjective.stepsPerEpoch(rows.rows(), batchSize), optimizer.endWhen());
      training =
          new Training(
              jobs.fit(), method, problem, batchSize, triggers.plannedSteps(), 0, network.point());
      EngineChoice chosen =
          EngineChoice.of(optimizer.engine(), training, rows.payloadBytes(), spark);
      TrainingState end = train(chosen);
      double[] served = training.served(end);
      rows.finish(problem, served, end.steps());
      return new Result(
          method,
          end.steps(),
          end.passes(),
          end.curve().points().isEmpty() ? Double.NaN : end.curve().last().objective,
          end.seconds(),
          end.curve(),
          chosen.engine().description(),
          chosen.reason(),
          problem.shards(),
          WeightsDigest.sha256(served));
    }
  }

  private OptimMethod clipped(OptimMethod method) {
    double value = optimizer.clipValue();
    double norm = optimizer.clipNorm();
    return Double.isInfinite(value) && Double.isInfinite(norm)
        ? method
        : new OptimMethod(
            new Clip(method.estimator(), value, norm),
            method.rule(),
            method.stepSize(),
            method.average());
  }

  private TrainingState train(EngineChoice chosen) {
    ProgressListener losses =
        progress -> {
          if (progress.fit().equals(jobs.fit())) {
            triggers.loss(progress.loss());
          }
        };
    ProgressListeners.add(losses);
    SummaryScalars summary =
        optimizer.trainSummary().isEmpty()
            ? null
            : new SummaryScalars(jobs.fit(), optimizer.trainSummary().get());
    if (summary != null) {
      ProgressListeners.add(summary);
    }
    try {
      if (optimizer.checkpointTrigger().isDefined()) {
        return trainWithCheckpoints(chosen);
      }
      validateWhereAsked();
      return train(chosen, StateStore.NONE);
    } finally {
      ProgressListeners.remove(losses);
      ProgressListeners.remove(summary);
    }
  }

  private TrainingState trainWithCheckpoints(EngineChoice chosen) {
    CheckpointSettings settings =
        new CheckpointSettings(
            optimizer.checkpointPath().get(), 0, CheckpointSettings.KEPT, Resume.AUTO, false);
    RunIdentity run =
        RunIdentity.of(
            training,
            rows.fingerprint(),
            Map.of("wire", EngineSettings.of(spark.conf()).wire().toString()));
    try (Checkpoints checkpoints = Checkpoints.open(settings, run, spark.hadoopConfiguration())) {
      validateWhereAsked(); // first, as its score may be a part of the state
      // A finished training takes its checkpoints away, and what happens after its end leaves none.
      triggers.when(
          optimizer.checkpointTrigger().get(),
          state -> {
            if (!ended) {
              checkpoints.roundEnded(state);
            }
          });
      return train(chosen, new TriggeredStateStore(checkpoints));
    }
  }

  private void validateWhereAsked() {
    if (optimizer.validationTrigger().isDefined()) {
      triggers.when(optimizer.validationTrigger().get(), this::validate);
    }
  }

  private TrainingState train(EngineChoice chosen, StateStore keeper) {
    TrainingState end =
        new TrainingDriver(chosen.engine(), triggers, RetryPolicy.DEFAULT, keeper)
            .train(training, rows.shards());
    ended = true;
    triggers.happen(end);
    return end;
  }

  /** Validates the point that would be served now; its first result is the score of triggers. */
  private void validate(TrainingState state) {
    rows.finish(problem, training.served(state), state.steps());
    List<ValidationMethod<T>> methods = Arrays.asList(optimizer.validationMethods().get());
    jobs.describe(PlainText.of("validate after step %d", state.steps()));
    List<ValidationResult> results =
        new Validation<>(optimizer.validationDataSet().get(), methods).of(network.module(), spark);
    for (int i = 0; i < results.size(); i++) {
      String name = methods.get(i).toString();
      float value = (Float) results.get(i).result()._1();
      LOG.info("{}: after step {} {} is {}", jobs.fit(), state.steps(), name, results.get(i));
      if (i == 0) {
        triggers.score(value);
        if (training.method().method().stepSize() instanceof MonitoredPlateau) {
          state.loop().setNumber(MonitoredPlateau.SCORE, value);
        }
      }
      if (optimizer.validationSummary().isDefined()) {
        optimizer.validationSummary().get().addScalar(name, value, state.steps());
      }
    }
  }
}
