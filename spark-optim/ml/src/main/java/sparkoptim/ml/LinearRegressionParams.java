// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasLoss;
import org.apache.spark.ml.param.shared.HasSolver;

/**
 * Params of {@link LinearRegression} and its model beyond {@link LinearParams}; MLlib's meaning.
 */
public interface LinearRegressionParams extends LinearParams, HasLoss, HasSolver {
  /** The losses. */
  List<String> LOSSES = List.of("squaredError", "huber");

  /** MLlib's solvers. */
  List<String> SOLVERS = List.of("auto", "normal", "l-bfgs");

  /** The params: the name, default, documentation and check of each. */
  final class RegressionGroup {
    static final ParamSpec<Param<String>> LOSS =
        ParamSpec.choice(
            "loss", LOSSES.get(0), "loss of a residual: " + String.join(", ", LOSSES), LOSSES);
    static final ParamSpec<Param<String>> SOLVER =
        ParamSpec.choice(
            "solver",
            SOLVERS.get(0),
            "of MLlib, whose normal equations standardize by other deviations; optimMethod trains: "
                + String.join(", ", SOLVERS),
            SOLVERS);
    static final ParamSpec<DoubleParam> EPSILON =
        ParamSpec.number(
            "epsilon",
            1.35,
            "huber: residuals beyond epsilon times the scale count linearly (> 1)",
            Math.nextUp(1.0));

    /** All of them. */
    static final List<ParamSpec<?>> ALL = List.of(LOSS, SOLVER, EPSILON);

    private RegressionGroup() {}
  }

  /**
   * Param for the loss. Default squaredError.
   *
   * @return the param
   */
  @Override
  default Param<String> loss() {
    return paramTable().get(RegressionGroup.LOSS);
  }

  /**
   * Param of MLlib: with normal, and with auto up to 4,096 features, penalties are relative to the
   * deviations of the rows, else to unbiased ones, as in MLlib. Default auto.
   *
   * @return the param
   */
  @Override
  default Param<String> solver() {
    return paramTable().get(RegressionGroup.SOLVER);
  }

  /**
   * Param for where Huber's loss becomes linear. Default 1.35.
   *
   * @return the param
   */
  default DoubleParam epsilon() {
    return paramTable().get(RegressionGroup.EPSILON);
  }

  /** Returns the loss: squaredError or huber. */
  @Override
  default String getLoss() {
    return getOrDefault(loss());
  }

  /** Returns MLlib's solver whose meaning of penalties is taken. */
  @Override
  default String getSolver() {
    return getOrDefault(solver());
  }

  /** Returns where Huber's loss becomes linear. */
  default double getEpsilon() {
    return (double) getOrDefault(epsilon());
  }

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasLoss$_setter_$loss_$eq(Param<String> param) {}

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasSolver$_setter_$solver_$eq(
      Param<String> param) {}
}
