// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.Smoothness;
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.Shards;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingState;
import sparkoptim.engine.device.DeviceDecision;

/**
 * Trains linear problems over the same scaled rows by a stage's method.
 *
 * @param fit name of the fit, for logs
 * @param largestNorm largest weighted squared norm of a row
 * @param bytes of the rows
 * @param fingerprint of the rows
 * @param validation rows that tell when to stop; null without
 */
record LinearRun(
    LinearParams stage,
    String fit,
    MethodChoice choice,
    DeviceDecision device,
    Shards shards,
    double largestNorm,
    long bytes,
    String fingerprint,
    SparkContext spark,
    LinearValidation.Course validation) {
  private static final Logger LOG = LoggerFactory.getLogger(LinearRun.class);

  /** Takes no step: what it is run for is the objective where it starts. */
  private static final OptimMethod NO_STEP = OptimMethod.parse("plain + sgd + constant(1)");

  /**
   * The end of one training or several, what made the last steps, and where.
   *
   * @param scale of the residuals; 1 where it is no unknown
   */
  record Ran(TrainingState state, OptimMethod method, EngineChoice engine, double scale) {
    /** Returns this end as that of trainings of which the first ended in another. */
    Ran after(Ran first) {
      return new Ran(JoinedStates.of(first.state, state), method, engine, scale);
    }

    /** Returns this end with the objective that was evaluated there. */
    Ran withEnd(TrainingState evaluated) {
      return new Ran(JoinedStates.ending(state, evaluated), method, engine, scale);
    }

    /** Returns this end with objectives {@code plus + times * objective}. */
    Ran withObjective(double plus, double times) {
      return new Ran(JoinedStates.affine(state, plus, times), method, engine, scale);
    }

    /** Returns this end with a scale of the residuals. */
    Ran withScale(double other) {
      return new Ran(state, method, engine, other);
    }
  }

  /**
   * Trains a problem once.
   *
   * @param point to start from
   * @param tolerance at which it has converged
   * @param passes at most
   * @param seconds at most; 0 for no limit
   */
  Ran train(LinearProblem problem, double[] point, double tolerance, int passes, double seconds) {
    MethodChoice fitting =
        problem.featurePenalty().smooth()
            ? choice
            : choice.underL1(stage, device.gpu(), problem.dimension());
    OptimMethod method = fitting.method(Smoothness.of(problem, largestNorm));
    long batch = fitting.rowsPerStep();
    long steps = Training.steps(method, problem, batch, tolerance, passes);
    if (steps == 0 && tolerance > 0) { // without a test for convergence more fits into the passes
      tolerance = 0;
      steps = Training.steps(method, problem, batch, tolerance, passes);
    }
    if (steps == 0 && stage.getMaxIter() > 0) {
      LOG.warn(
          "{}: no step of {} fits into {} of maxIter = {} passes; the model is the one it starts"
              + " from",
          fit,
          method,
          passes,
          stage.getMaxIter());
    }
    Training training = training(problem, method, batch, steps, tolerance, point);
    EngineChoice engine = engine(training);
    return new Ran(run(engine, training, problem, seconds), method, engine, 1);
  }

  /** Evaluates a problem at a point, without a step. */
  TrainingState evaluate(LinearProblem problem, double[] point) {
    Training training = training(problem, NO_STEP, 0, 0, 0, point);
    return TrainingSession.evaluate(engine(training).engine(), training, shards);
  }

  /** Sums over the residuals at a point; those up to a limit are small. */
  ResidualSums residuals(LinearProblem problem, double[] point, double limit) {
    boolean intercept = problem.intercept();
    double[] inRows = problem.columns() == null ? point : problem.columns().inRows(point, 1);
    return shards.reduce(
        (shard, blocks) -> ResidualSums.of(inRows, intercept, limit, blocks),
        ResidualSums::plus,
        3L * Double.BYTES);
  }

  private Training training(
      LinearProblem problem,
      OptimMethod method,
      long batch,
      long steps,
      double tolerance,
      double[] point) {
    return new Training(fit, method, device.apply(problem), batch, steps, tolerance, point);
  }

  private EngineChoice engine(Training training) {
    return EngineChoice.of(stage.getEngine(), training, bytes, spark);
  }

  private TrainingState run(
      EngineChoice engine, Training training, LinearProblem problem, double seconds) {
    TrainingSession session = new TrainingSession(stage, fingerprint, spark, scale());
    if (validation == null) {
      return session.train(engine.engine(), training, shards, seconds);
    }
    EarlyStopping stopping = validation.stopping(training, problem);
    TrainingState end =
        stopping.ended(session.train(engine.engine(), training, shards, stopping, seconds));
    validation.add(stopping.history());
    return end;
  }

  /** Returns the end at the point where the rows to validate by had the least loss. */
  Ran best(LinearProblem problem, Ran ran) {
    return validation == null ? ran : ran.withEnd(evaluate(problem, validation.bestPoint()));
  }

  /**
   * Returns the params that the scale of the columns follows from, with the rows: the training
   * shows it in no other way.
   */
  private Map<String, String> scale() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("regParam", String.valueOf(stage.getRegParam()));
    settings.put("elasticNetParam", String.valueOf(stage.getElasticNetParam()));
    settings.put("standardization", String.valueOf(stage.getStandardization()));
    if (validation != null) {
      validation.describe(settings);
    }
    return settings;
  }
}
