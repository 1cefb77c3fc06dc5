// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.shared.HasMaxIter;
import org.apache.spark.ml.param.shared.HasRegParam;
import org.apache.spark.ml.param.shared.HasTol;
import sparkoptim.core.MethodText;
import sparkoptim.core.PlainText;
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
public interface OptimParams extends Params, HasMaxIter, HasTol, HasRegParam {
  /** The value that leaves a choice to the library. */
  String AUTO = "auto";

  /** The params: the name, default, documentation and check of each. */
  final class Group {
    static final ParamSpec<IntParam> MAX_ITER =
        ParamSpec.integer("maxIter", 100, "most passes over the rows (>= 0)", value -> value >= 0);
    static final ParamSpec<DoubleParam> TOL =
        ParamSpec.number(
            "tol",
            1e-6,
            "converged when the objective is estimated to be within tol of its least value,"
                + " relative to it; 0 only where nothing is left (>= 0)",
            0);
    static final ParamSpec<DoubleParam> REG_PARAM =
        ParamSpec.number("regParam", 0, "strength of the L2 penalty (>= 0)", 0);
    static final ParamSpec<Param<String>> OPTIM_METHOD =
        ParamSpec.text(
            "optimMethod",
            AUTO,
            "optimization method: auto, or estimator + rule + stepSize + average",
            Group::isMethod);
    static final ParamSpec<Param<String>> LEARNING_RATE =
        ParamSpec.text(
            "learningRate",
            AUTO,
            "step size where optimMethod names none: auto, or a number > 0",
            Group::isLearningRate);
    static final ParamSpec<IntParam> BATCH_SIZE =
        ParamSpec.integer(
            "batchSize",
            64,
            "rows of a mini-batch; local steps take single rows (>= 1)",
            value -> value >= 1);
    static final ParamSpec<LongParam> SEED =
        ParamSpec.longInteger("seed", 1, "seed of the order in which rows are visited");
    static final ParamSpec<IntParam> NUM_SHARDS =
        ParamSpec.integer(
            "numShards",
            0,
            PlainText.of(
                    "shards that the rows are split into: a power of two up to %d, or 0 to let the data",
                    ShardCount.MOST)
                + " decide",
            Group::isShardCount);
    static final ParamSpec<Param<String>> DEALING =
        ParamSpec.choice(
            "dealing",
            PackedRows.DEALINGS.get(0),
            "how rows are split into shards: hash, sorted by their content, so that nothing"
                + " depends on the input's order and partitions; asis, as they lie",
            PackedRows.DEALINGS);
    static final ParamSpec<Param<String>> ENGINE =
        ParamSpec.choice(
            "engine",
            AUTO,
            "what runs the training loop: " + String.join(", ", EngineChoice.CHOICES),
            EngineChoice.CHOICES);
    static final ParamSpec<Param<String>> DEVICE =
        ParamSpec.choice(
            "device",
            DeviceChoice.CPU.toString(),
            "where gradients are computed: cpu; auto, on a GPU where one can be used; gpu",
            DeviceChoice.CHOICES);
    static final ParamSpec<Param<String>> DEVICE_PRECISION =
        ParamSpec.choice(
            "devicePrecision",
            DeviceRequest.PRECISIONS.get(0),
            "numbers that a GPU computes with: " + String.join(", ", DeviceRequest.PRECISIONS),
            DeviceRequest.PRECISIONS);
    static final ParamSpec<Param<String>> TRAINING_LOG =
        ParamSpec.text(
            "trainingLog",
            "",
            "where a fit logs its course as JSON lines: a file that ends in .jsonl, or a folder;"
                + " empty for nowhere");
    static final ParamSpec<Param<String>> CHECKPOINT_DIR =
        ParamSpec.text(
            "checkpointDir",
            "",
            "folder in which a fit keeps its state to go on after a failure; empty for none");
    static final ParamSpec<DoubleParam> CHECKPOINT_SECONDS =
        ParamSpec.number(
            "checkpointSeconds",
            60,
            "seconds from one checkpoint to the next; 0 for every round (>= 0)",
            0);
    static final ParamSpec<Param<String>> RESUME =
        ParamSpec.choice(
            "resume",
            Resume.AUTO.toString(),
            "what becomes of a fit's checkpoints: " + String.join(", ", Resume.CHOICES),
            Resume.CHOICES);
    static final ParamSpec<BooleanParam> KEEP_CHECKPOINTS =
        ParamSpec.flag(
            "keepCheckpoints",
            false,
            "whether a finished fit leaves its last checkpoint, so that the same fit ends at once");
    static final ParamSpec<DoubleParam> MAX_SECONDS =
        ParamSpec.number(
            "maxSeconds",
            0,
            "seconds of training after which a fit ends with what it has; 0 for no limit (>= 0)",
            0);

    /** All of them. */
    static final List<ParamSpec<?>> ALL =
        List.of(
            MAX_ITER,
            TOL,
            REG_PARAM,
            OPTIM_METHOD,
            LEARNING_RATE,
            BATCH_SIZE,
            SEED,
            NUM_SHARDS,
            DEALING,
            ENGINE,
            DEVICE,
            DEVICE_PRECISION,
            TRAINING_LOG,
            CHECKPOINT_DIR,
            CHECKPOINT_SECONDS,
            RESUME,
            KEEP_CHECKPOINTS,
            MAX_SECONDS);

    private Group() {}

    private static boolean isMethod(String text) {
      if (!text.equals(AUTO)) {
        MethodText.parse(text).toMethod();
      }
      return true;
    }

    private static boolean isLearningRate(String text) {
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

    private static boolean isShardCount(int shards) {
      if (shards < 0 || shards > ShardCount.MOST || Integer.bitCount(shards) > 1) {
        throw new IllegalArgumentException(
            PlainText.of(
                "numShards must be a power of two up to %d, or 0, was %d",
                ShardCount.MOST, shards));
      }
      return true;
    }
  }

  /** Returns the params of this owner. */
  ParamTable paramTable();

  /**
   * Param for the most passes over the rows. Default 100 for linear models.
   *
   * @return the param
   */
  @Override
  default IntParam maxIter() {
    return paramTable().get(Group.MAX_ITER);
  }

  /**
   * Param for the convergence tolerance. Default 1e-6 for linear models.
   *
   * @return the param
   */
  @Override
  default DoubleParam tol() {
    return paramTable().get(Group.TOL);
  }

  /**
   * Param for the strength of the L2 penalty. Default 0.
   *
   * @return the param
   */
  @Override
  default DoubleParam regParam() {
    return paramTable().get(Group.REG_PARAM);
  }

  /**
   * Param for the optimization method. Default auto.
   *
   * @return the param
   */
  default Param<String> optimMethod() {
    return paramTable().get(Group.OPTIM_METHOD);
  }

  /**
   * Param for the step size. Default auto.
   *
   * @return the param
   */
  default Param<String> learningRate() {
    return paramTable().get(Group.LEARNING_RATE);
  }

  /**
   * Param for the rows of a mini-batch. Default 64.
   *
   * @return the param
   */
  default IntParam batchSize() {
    return paramTable().get(Group.BATCH_SIZE);
  }

  /**
   * Param for the seed of the order in which rows are visited. Default 1.
   *
   * @return the param
   */
  default LongParam seed() {
    return paramTable().get(Group.SEED);
  }

  /**
   * Param for the number of shards. Default 0: the data decide.
   *
   * @return the param
   */
  default IntParam numShards() {
    return paramTable().get(Group.NUM_SHARDS);
  }

  /**
   * Param for how rows are split into shards. Default hash.
   *
   * @return the param
   */
  default Param<String> dealing() {
    return paramTable().get(Group.DEALING);
  }

  /**
   * Param for the engine. Default auto.
   *
   * @return the param
   */
  default Param<String> engine() {
    return paramTable().get(Group.ENGINE);
  }

  /**
   * Param for where gradients are computed. Default cpu: results depend on no hardware.
   *
   * @return the param
   */
  default Param<String> device() {
    return paramTable().get(Group.DEVICE);
  }

  /**
   * Param for the numbers that a GPU computes with. Default single.
   *
   * @return the param
   */
  default Param<String> devicePrecision() {
    return paramTable().get(Group.DEVICE_PRECISION);
  }

  /**
   * Param for where the course of a fit is logged. Default nowhere.
   *
   * @return the param
   */
  default Param<String> trainingLog() {
    return paramTable().get(Group.TRAINING_LOG);
  }

  /**
   * Param for the folder of checkpoints. Default empty: none.
   *
   * @return the param
   */
  default Param<String> checkpointDir() {
    return paramTable().get(Group.CHECKPOINT_DIR);
  }

  /**
   * Param for the seconds from one checkpoint to the next. Default 60.
   *
   * @return the param
   */
  default DoubleParam checkpointSeconds() {
    return paramTable().get(Group.CHECKPOINT_SECONDS);
  }

  /**
   * Param for what becomes of a fit's checkpoints. Default auto.
   *
   * @return the param
   */
  default Param<String> resume() {
    return paramTable().get(Group.RESUME);
  }

  /**
   * Param for whether a finished fit leaves its last checkpoint. Default false.
   *
   * @return the param
   */
  default BooleanParam keepCheckpoints() {
    return paramTable().get(Group.KEEP_CHECKPOINTS);
  }

  /**
   * Param for the seconds of training after which a fit ends. Default 0: no limit.
   *
   * @return the param
   */
  default DoubleParam maxSeconds() {
    return paramTable().get(Group.MAX_SECONDS);
  }

  /** Returns the most passes over the rows. */
  @Override
  default int getMaxIter() {
    return (int) getOrDefault(maxIter());
  }

  /**
   * Returns the convergence tolerance: how far the objective may be from its least value, relative
   * to itself.
   */
  @Override
  default double getTol() {
    return (double) getOrDefault(tol());
  }

  /** Returns the strength of the L2 penalty. */
  @Override
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

  /** Returns how rows are split into shards. */
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

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasMaxIter$_setter_$maxIter_$eq(IntParam param) {}

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasTol$_setter_$tol_$eq(DoubleParam param) {}

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasRegParam$_setter_$regParam_$eq(
      DoubleParam param) {}
}
