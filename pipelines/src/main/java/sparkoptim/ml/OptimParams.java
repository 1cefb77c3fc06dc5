package sparkoptim.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import scala.Function1;
import sparkoptim.core.MethodText;
import sparkoptim.engine.Engine;
import sparkoptim.engine.ShardCount;

/**
 * How a stage is trained; carried by the estimator and by the model it fits. Names and meanings are
 * MLlib's where MLlib has the param. Public because {@link Params#params} reflects on it.
 */
public interface OptimParams extends Params {
  /** The value that leaves a choice to the library. */
  String AUTO = "auto";

  /** The Param objects of one owner, made once its uid is known, with their defaults. */
  final class Group implements Serializable {
    private static final long serialVersionUID = 1L;

    final IntParam maxIter;
    final DoubleParam tol;
    final DoubleParam regParam;
    final BooleanParam fitIntercept;
    final BooleanParam standardization;
    final Param<String> optimMethod;
    final Param<String> learningRate;
    final IntParam batchSize;
    final BooleanParam localSteps;
    final LongParam seed;
    final IntParam numShards;
    final Param<String> engine;

    Group(OptimParams owner) {
      maxIter =
          new IntParam(
              owner, "maxIter", "most passes over the rows (>= 0)", ParamValidators.gtEq(0));
      tol =
          new DoubleParam(
              owner,
              "tol",
              "converged when the norm of the gradient is <= tol * max(1, its first value);"
                  + " 0 never (>= 0)",
              finite(0));
      regParam = new DoubleParam(owner, "regParam", "strength of the L2 penalty (>= 0)", finite(0));
      fitIntercept = new BooleanParam(owner, "fitIntercept", "whether to fit an intercept");
      standardization =
          new BooleanParam(
              owner,
              "standardization",
              "whether to penalise the coefficients of features of unit variance");
      optimMethod =
          new Param<>(
              owner,
              "optimMethod",
              "optimization method: auto, or estimator + rule + stepSize + average",
              serializable(OptimParams::checkMethod));
      learningRate =
          new Param<>(
              owner,
              "learningRate",
              "step size where optimMethod names none: auto, or a number > 0",
              serializable(OptimParams::checkLearningRate));
      batchSize =
          new IntParam(
              owner,
              "batchSize",
              "rows of a mini-batch; local steps take single rows (>= 1)",
              ParamValidators.gtEq(1));
      localSteps =
          new BooleanParam(
              owner,
              "localSteps",
              "whether optimMethod = auto takes single-row steps in every shard");
      seed = new LongParam(owner, "seed", "seed of the order in which rows are visited");
      numShards =
          new IntParam(
              owner,
              "numShards",
              "shards that the rows are dealt into: a power of two, or 0 to let the data decide",
              serializable(OptimParams::checkShards));
      engine =
          new Param<>(
              owner,
              "engine",
              "what runs the training loop: " + String.join(", ", Engine.CHOICES),
              ParamValidators.inArray(Engine.CHOICES));
      owner.setDefault(maxIter, 100);
      owner.setDefault(tol, 1e-6);
      owner.setDefault(regParam, 0.0);
      owner.setDefault(fitIntercept, true);
      owner.setDefault(standardization, true);
      owner.setDefault(optimMethod, AUTO);
      owner.setDefault(learningRate, AUTO);
      owner.setDefault(batchSize, 64);
      owner.setDefault(localSteps, true);
      owner.setDefault(seed, 1L);
      owner.setDefault(numShards, 0);
      owner.setDefault(engine, AUTO);
    }
  }

  private static Function1<Object, Object> finite(double least) {
    return ParamValidators.inRange(least, Double.MAX_VALUE);
  }

  /** Params are serialised with their stage, validators included. */
  private static <T> Function1<T, Object> serializable(Check<T> check) {
    return (Function1<T, Object> & Serializable) check::passes;
  }

  /** A validator that explains itself: it throws, or returns whether the value is fine. */
  interface Check<T> extends Serializable {
    /** Whether a value is fine. */
    boolean passes(T value);
  }

  private static boolean checkMethod(String text) {
    if (!text.equals(AUTO)) {
      MethodText.parse(text).toMethod();
    }
    return true;
  }

  private static boolean checkLearningRate(String text) {
    if (text.equals(AUTO)) {
      return true;
    }
    try {
      double value = Double.parseDouble(text);
      return value > 0 && value < Double.POSITIVE_INFINITY;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean checkShards(Object value) {
    int shards = (Integer) value;
    return shards == 0
        || (shards > 0 && shards <= ShardCount.MOST && Integer.bitCount(shards) == 1);
  }

  /** The group of this owner. */
  Group optim();

  /** Param for the most passes over the rows. Default 100. */
  default IntParam maxIter() {
    return optim().maxIter;
  }

  /** Param for the convergence tolerance. Default 1e-6. */
  default DoubleParam tol() {
    return optim().tol;
  }

  /** Param for the strength of the L2 penalty. Default 0. */
  default DoubleParam regParam() {
    return optim().regParam;
  }

  /** Param for whether to fit an intercept. Default true. */
  default BooleanParam fitIntercept() {
    return optim().fitIntercept;
  }

  /** Param for whether the penalty is on standardized features. Default true. */
  default BooleanParam standardization() {
    return optim().standardization;
  }

  /** Param for the optimization method. Default auto. */
  default Param<String> optimMethod() {
    return optim().optimMethod;
  }

  /** Param for the step size. Default auto. */
  default Param<String> learningRate() {
    return optim().learningRate;
  }

  /** Param for the rows of a mini-batch. Default 64. */
  default IntParam batchSize() {
    return optim().batchSize;
  }

  /** Param for whether auto takes single-row steps in every shard. Default true. */
  default BooleanParam localSteps() {
    return optim().localSteps;
  }

  /** Param for the seed of the order in which rows are visited. Default 1. */
  default LongParam seed() {
    return optim().seed;
  }

  /** Param for the number of shards. Default 0: the data decide. */
  default IntParam numShards() {
    return optim().numShards;
  }

  /** Param for the engine. Default auto. */
  default Param<String> engine() {
    return optim().engine;
  }

  /** Most passes over the rows. */
  default int getMaxIter() {
    return (int) getOrDefault(maxIter());
  }

  /** Convergence tolerance. */
  default double getTol() {
    return (double) getOrDefault(tol());
  }

  /** Strength of the L2 penalty. */
  default double getRegParam() {
    return (double) getOrDefault(regParam());
  }

  /** Whether to fit an intercept. */
  default boolean getFitIntercept() {
    return (boolean) getOrDefault(fitIntercept());
  }

  /** Whether the penalty is on standardized features. */
  default boolean getStandardization() {
    return (boolean) getOrDefault(standardization());
  }

  /** Optimization method, or auto. */
  default String getOptimMethod() {
    return getOrDefault(optimMethod());
  }

  /** Step size, or auto. */
  default String getLearningRate() {
    return getOrDefault(learningRate());
  }

  /** Rows of a mini-batch. */
  default int getBatchSize() {
    return (int) getOrDefault(batchSize());
  }

  /** Whether auto takes single-row steps in every shard. */
  default boolean getLocalSteps() {
    return (boolean) getOrDefault(localSteps());
  }

  /** Seed of the order in which rows are visited. */
  default long getSeed() {
    return (long) getOrDefault(seed());
  }

  /** Number of shards; 0 where the data decide. */
  default int getNumShards() {
    return (int) getOrDefault(numShards());
  }

  /** Engine, or auto. */
  default String getEngine() {
    return getOrDefault(engine());
  }
}
