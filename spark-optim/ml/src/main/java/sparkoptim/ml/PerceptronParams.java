// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasBlockSize;
import org.apache.spark.ml.param.shared.HasSolver;
import org.apache.spark.ml.param.shared.HasStepSize;
import org.apache.spark.ml.param.shared.HasWeightCol;

/** Params of the multilayer perceptron and its model beyond {@link OptimParams}. */
public interface PerceptronParams
    extends ValidationParams, OptimParams, HasWeightCol, HasBlockSize, HasSolver, HasStepSize {
  /** What may train, as MLlib names it. */
  List<String> SOLVERS = List.of("l-bfgs", "gd");

  /** The params: the name, default, documentation and check of each. */
  final class PerceptronGroup {
    static final ParamSpec<IntArrayParam> LAYERS =
        ParamSpec.integers(
            "layers",
            null,
            "sizes of the layers from the features to the outputs, as in 784, 256, 10",
            sizes -> sizes.length > 1 && Arrays.stream(sizes).allMatch(size -> size >= 1));
    static final ParamSpec<IntParam> BLOCK_SIZE =
        ParamSpec.integer(
            "blockSize",
            128,
            "of MLlib, without effect: matrix products take the rows of a mini-batch (>= 1)",
            value -> value >= 1);
    static final ParamSpec<Param<String>> SOLVER =
        ParamSpec.choice(
            "solver",
            SOLVERS.get(0),
            "where it is set and optimMethod is auto, what trains on all rows at once: "
                + String.join(", ", SOLVERS),
            SOLVERS);
    static final ParamSpec<DoubleParam> STEP_SIZE =
        ParamSpec.number("stepSize", 0.03, "step size of solver = gd (> 0)", Double.MIN_NORMAL);
    static final ParamSpec<Param<Vector>> INITIAL_WEIGHTS =
        ParamSpec.vector(
            "initialWeights",
            "weights to start from, as the model's weights has them; unset for those of the seed");

    /** All of them. */
    static final List<ParamSpec<?>> ALL =
        List.of(
            LAYERS,
            BLOCK_SIZE,
            SOLVER,
            STEP_SIZE,
            INITIAL_WEIGHTS,
            LinearParams.LinearGroup.WEIGHT_COL,
            ValidationGroup.VALIDATION_INDICATOR_COL,
            ValidationGroup.PATIENCE);

    private PerceptronGroup() {}
  }

  /**
   * Param for the sizes of the layers. It has no default.
   *
   * @return the param
   */
  default IntArrayParam layers() {
    return paramTable().get(PerceptronGroup.LAYERS);
  }

  /**
   * Param of MLlib without effect. Default 128.
   *
   * @return the param
   */
  @Override
  default IntParam blockSize() {
    return paramTable().get(PerceptronGroup.BLOCK_SIZE);
  }

  /**
   * Param for what trains on all rows at once. Default l-bfgs.
   *
   * @return the param
   */
  @Override
  default Param<String> solver() {
    return paramTable().get(PerceptronGroup.SOLVER);
  }

  /**
   * Param for the step size of solver = gd. Default 0.03.
   *
   * @return the param
   */
  @Override
  default DoubleParam stepSize() {
    return paramTable().get(PerceptronGroup.STEP_SIZE);
  }

  /**
   * Param for the weights to start from. Default unset: those of the seed.
   *
   * @return the param
   */
  default Param<Vector> initialWeights() {
    return paramTable().get(PerceptronGroup.INITIAL_WEIGHTS);
  }

  /**
   * Param for the column of row weights. Default unset: every weight is 1.
   *
   * @return the param
   */
  @Override
  default Param<String> weightCol() {
    return paramTable().get(LinearParams.LinearGroup.WEIGHT_COL);
  }

  /** Returns the sizes of the layers. */
  default int[] getLayers() {
    return getOrDefault(layers()).clone();
  }

  /** Returns a number without effect. */
  @Override
  default int getBlockSize() {
    return (int) getOrDefault(blockSize());
  }

  /** Returns what trains on all rows at once: l-bfgs or gd. */
  @Override
  default String getSolver() {
    return getOrDefault(solver());
  }

  /** Returns the step size of solver = gd. */
  @Override
  default double getStepSize() {
    return (double) getOrDefault(stepSize());
  }

  /** Returns the weights to start from. */
  default Vector getInitialWeights() {
    return getOrDefault(initialWeights());
  }

  /** Returns the column of row weights. */
  @Override
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> param) {}

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasBlockSize$_setter_$blockSize_$eq(
      IntParam param) {}

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasSolver$_setter_$solver_$eq(
      Param<String> param) {}

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasStepSize$_setter_$stepSize_$eq(
      DoubleParam param) {}
}
