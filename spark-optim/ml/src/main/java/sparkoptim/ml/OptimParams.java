// SPDX-License-Identifier: Apache-2.0
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
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.checkpoint.Resume;
import sparkoptim.engine.device.DeviceChoice;
import sparkoptim.engine.device.DeviceRequest;
import sparkoptim.engine.rows.PackedRows;
import sparkoptim.engine.rows.ShardCount;

/**
 * The params of training; the estimator and the model that it fits have them. Names and meanings
 * are MLlib's where MLlib has the param. Public because {@link Params#params} reflects on it.
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
    final Param<String> optimMethod;
    final Param<String> learningRate;
    final IntParam batchSize;
    final LongParam seed;
    final IntParam numShards;
    final Param<String> dealing;
    final Param<String> engine;
    final Param<String> device;
    final Param<String> devicePrecision;
    final Param<String> trainingLog;
    final Param<String> checkpointDir;
    final DoubleParam checkpointSeconds;
    final Param<String> resume;
    final BooleanParam keepCheckpoints;
    final DoubleParam maxSeconds;

    Group(OptimParams owner, OptimDefaults defaults) {
      maxIter =
          withDefault(
              owner,
              new IntParam(
                  owner, "maxIter", "most passes over the rows (>= 0)", ParamValidators.gtEq(0)),
              defaults.maxIter());
      tol =
          withDefault(
              owner,
              new DoubleParam(
                  owner,
                  "tol",
                  "converged when the norm of the gradient is <= tol * max(1, its first value);"
                      + " 0 never (>= 0)",
                  finite(0)),
              defaults.tol());
      regParam =
          withDefault(
              owner,
              new DoubleParam(owner, "regParam", "strength of the L2 penalty (>= 0)", finite(0)),
              0.0);
      optimMethod =
          withDefault(
              owner,
              new Param<>(
                  owner,
                  "optimMethod",
                  "optimization method: auto, or estimator + rule + stepSize + average",
                  serializable(OptimParams::checkMethod)),
              AUTO);
      learningRate =
          withDefault(
              owner,
              new Param<>(
                  owner,
                  "learningRate",
                  "step size where optimMethod names none: auto, or a number > 0",
                  serializable(OptimParams::checkLearningRate)),
              AUTO);
      batchSize =
          withDefault(
              owner,
              new IntParam(
                  owner,
                  "batchSize",
                  "rows of a mini-batch; local steps take single rows (>= 1)",
                  ParamValidators.gtEq(1)),
              defaults.batchSize());
      seed =
          withDefault(
              owner,
              new LongParam(owner, "seed", "seed of the order in which rows are visited"),
              1L);
      numShards =
          withDefault(
              owner,
              new IntParam(
                  owner,
                  "numShards",
                  "shards that the rows are dealt into: a power of two, or 0 to let the data"
                      + " decide",
                  serializable(OptimParams::checkShards)),
              0);
      dealing =
          withDefault(
              owner,
              new Param<>(
                  owner,
                  "dealing",
                  "how rows are dealt into shards: hash, sorted by their content, so that nothing"
                      + " depends on the input's order and partitions; asis, as they lie",
                  ParamValidators.inArray(PackedRows.DEALINGS)),
              PackedRows.DEALINGS.get(0));
      engine =
          withDefault(
              owner,
              new Param<>(
                  owner,
                  "engine",
                  "what runs the training loop: " + String.join(", ", EngineChoice.CHOICES),
                  ParamValidators.inArray(EngineChoice.CHOICES)),
              AUTO);
      device =
          withDefault(
              owner,
              new Param<>(
                  owner,
                  "device",
                  "where gradients are computed: cpu; auto, on a GPU where one can be used; gpu",
                  ParamValidators.inArray(DeviceChoice.CHOICES)),
              DeviceChoice.CPU.toString());
      devicePrecision =
          withDefault(
              owner,
              new Param<>(
                  owner,
                  "devicePrecision",
                  "numbers that a GPU computes with: "
                      + String.join(", ", DeviceRequest.PRECISIONS),
                  ParamValidators.inArray(DeviceRequest.PRECISIONS)),
              DeviceRequest.PRECISIONS.get(0));
      trainingLog =
          withDefault(
              owner,
              new Param<>(
                  owner,
                  "trainingLog",
                  "where a fit logs its course as JSON lines: a file that ends in .jsonl, or a"
                      + " folder; empty for nowhere"),
              "");
      checkpointDir =
          withDefault(
              owner,
              new Param<>(
                  owner,
                  "checkpointDir",
                  "folder in which a fit keeps its state to go on after a failure; empty for none"),
              "");
      checkpointSeconds =
          withDefault(
              owner,
              new DoubleParam(
                  owner,
                  "checkpointSeconds",
                  "seconds from one checkpoint to the next; 0 for every round (>= 0)",
                  finite(0)),
              60.0);
      resume =
          withDefault(
              owner,
              new Param<>(
                  owner,
                  "resume",
                  "what becomes of a fit's checkpoints: " + String.join(", ", Resume.CHOICES),
                  ParamValidators.inArray(Resume.CHOICES)),
              Resume.AUTO.toString());
      keepCheckpoints =
          withDefault(
              owner,
              new BooleanParam(
                  owner,
                  "keepCheckpoints",
                  "whether a finished fit leaves its last checkpoint, so that the same fit ends at"
                      + " once"),
              false);
      maxSeconds =
          withDefault(
              owner,
              new DoubleParam(
                  owner,
                  "maxSeconds",
                  "seconds of training after which a fit ends with what it has; 0 for no limit (>="
                      + " 0)",
                  finite(0)),
              0.0);
    }

    /** A param with its default, so that name, doc, rule and default are in one place. */
    @SuppressWarnings("unchecked") // Scala's primitives are Objects to Java's generics
    private static <P extends Param<?>> P withDefault(OptimParams owner, P param, Object value) {
      owner.setDefault((Param<Object>) param, value);
      return param;
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
    /**
     * Returns whether a value is fine.
     *
     * @param value the new value
     */
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

  /** Returns the group of this owner. */
  Group optim();

  /**
   * Param for the most passes over the rows. Default 100 for linear models.
   *
   * @return the param
   */
  default IntParam maxIter() {
    return optim().maxIter;
  }

  /**
   * Param for the convergence tolerance. Default 1e-6 for linear models.
   *
   * @return the param
   */
  default DoubleParam tol() {
    return optim().tol;
  }

  /**
   * Param for the strength of the L2 penalty. Default 0.
   *
   * @return the param
   */
  default DoubleParam regParam() {
    return optim().regParam;
  }

  /**
   * Param for the optimization method. Default auto.
   *
   * @return the param
   */
  default Param<String> optimMethod() {
    return optim().optimMethod;
  }

  /**
   * Param for the step size. Default auto.
   *
   * @return the param
   */
  default Param<String> learningRate() {
    return optim().learningRate;
  }

  /**
   * Param for the rows of a mini-batch. Default 64.
   *
   * @return the param
   */
  default IntParam batchSize() {
    return optim().batchSize;
  }

  /**
   * Param for the seed of the order in which rows are visited. Default 1.
   *
   * @return the param
   */
  default LongParam seed() {
    return optim().seed;
  }

  /**
   * Param for the number of shards. Default 0: the data decide.
   *
   * @return the param
   */
  default IntParam numShards() {
    return optim().numShards;
  }

  /**
   * Param for how rows are dealt into shards. Default hash.
   *
   * @return the param
   */
  default Param<String> dealing() {
    return optim().dealing;
  }

  /**
   * Param for the engine. Default auto.
   *
   * @return the param
   */
  default Param<String> engine() {
    return optim().engine;
  }

  /**
   * Param for where gradients are computed. Default cpu: results depend on no hardware.
   *
   * @return the param
   */
  default Param<String> device() {
    return optim().device;
  }

  /**
   * Param for the numbers that a GPU computes with. Default single.
   *
   * @return the param
   */
  default Param<String> devicePrecision() {
    return optim().devicePrecision;
  }

  /**
   * Param for where the course of a fit is logged. Default nowhere.
   *
   * @return the param
   */
  default Param<String> trainingLog() {
    return optim().trainingLog;
  }

  /**
   * Param for the folder of checkpoints. Default empty: none.
   *
   * @return the param
   */
  default Param<String> checkpointDir() {
    return optim().checkpointDir;
  }

  /**
   * Param for the seconds from one checkpoint to the next. Default 60.
   *
   * @return the param
   */
  default DoubleParam checkpointSeconds() {
    return optim().checkpointSeconds;
  }

  /**
   * Param for what becomes of a fit's checkpoints. Default auto.
   *
   * @return the param
   */
  default Param<String> resume() {
    return optim().resume;
  }

  /**
   * Param for whether a finished fit leaves its last checkpoint. Default false.
   *
   * @return the param
   */
  default BooleanParam keepCheckpoints() {
    return optim().keepCheckpoints;
  }

  /**
   * Param for the seconds of training after which a fit ends. Default 0: no limit.
   *
   * @return the param
   */
  default DoubleParam maxSeconds() {
    return optim().maxSeconds;
  }

  /** Returns the most passes over the rows. */
  default int getMaxIter() {
    return (int) getOrDefault(maxIter());
  }

  /**
   * Returns the convergence tolerance: how far the objective may be from its least value, relative
   * to itself.
   */
  default double getTol() {
    return (double) getOrDefault(tol());
  }

  /** Returns the strength of the L2 penalty. */
  default double getRegParam() {
    return (double) getOrDefault(regParam());
  }

  /** Returns the optimization method, or auto. */
  default String getOptimMethod() {
    return getOrDefault(optimMethod());
  }

  /** Returns the step size, or auto. */
  default String getLearningRate() {
    return getOrDefault(learningRate());
  }

  /** Returns the rows of a mini-batch. */
  default int getBatchSize() {
    return (int) getOrDefault(batchSize());
  }

  /** Returns the seed of the order in which rows are visited. */
  default long getSeed() {
    return (long) getOrDefault(seed());
  }

  /** Returns the number of shards; 0 if the data decide. */
  default int getNumShards() {
    return (int) getOrDefault(numShards());
  }

  /** Returns how rows are dealt into shards. */
  default String getDealing() {
    return getOrDefault(dealing());
  }

  /** Returns the engine, or auto. */
  default String getEngine() {
    return getOrDefault(engine());
  }

  /** Returns where gradients are computed: cpu, auto or gpu. */
  default String getDevice() {
    return getOrDefault(device());
  }

  /** Returns the precision of a GPU's arithmetic: single or double. */
  default String getDevicePrecision() {
    return getOrDefault(devicePrecision());
  }

  /** Returns where the progress of a fit is logged; empty for nowhere. */
  default String getTrainingLog() {
    return getOrDefault(trainingLog());
  }

  /** Returns the folder of checkpoints; empty for none. */
  default String getCheckpointDir() {
    return getOrDefault(checkpointDir());
  }

  /** Returns the seconds from one checkpoint to the next. */
  default double getCheckpointSeconds() {
    return (double) getOrDefault(checkpointSeconds());
  }

  /** Returns how a fit treats existing checkpoints. */
  default String getResume() {
    return getOrDefault(resume());
  }

  /** Returns whether a finished fit leaves its last checkpoint. */
  default boolean getKeepCheckpoints() {
    return (boolean) getOrDefault(keepCheckpoints());
  }

  /** Returns the seconds of training after which a fit ends; 0 for no limit. */
  default double getMaxSeconds() {
    return (double) getOrDefault(maxSeconds());
  }
}
