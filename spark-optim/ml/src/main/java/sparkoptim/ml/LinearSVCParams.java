// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasThreshold;

/** Params of {@link LinearSVC} and its model beyond {@link LinearParams}. */
public interface LinearSVCParams extends LinearParams, ClassWeightParams, HasThreshold {
  /** The losses. */
  List<String> LOSSES = List.of("hinge", "squaredHinge");

  /** The params: the name, default, documentation and check of each. */
  final class SvcGroup {
    static final ParamSpec<DoubleParam> THRESHOLD =
        ParamSpec.number(
            "threshold",
            0,
            "class 1 is predicted where the margin is above it",
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY);
    static final ParamSpec<Param<String>> LOSS =
        ParamSpec.choice(
            "loss", LOSSES.get(0), "loss of a margin: " + String.join(", ", LOSSES), LOSSES);

    /** All of them. */
    static final List<ParamSpec<?>> ALL = List.of(THRESHOLD, LOSS);

    private SvcGroup() {}
  }

  /**
   * Param for the margin above which class 1 is predicted. Default 0.
   *
   * @return the param
   */
  @Override
  default DoubleParam threshold() {
    return paramTable().get(SvcGroup.THRESHOLD);
  }

  /**
   * Param for the loss. Default hinge, MLlib's.
   *
   * @return the param
   */
  default Param<String> loss() {
    return paramTable().get(SvcGroup.LOSS);
  }

  /** Returns the margin above which class 1 is predicted. */
  @Override
  default double getThreshold() {
    return (double) getOrDefault(threshold());
  }

  /** Returns the loss: hinge or squaredHinge. */
  default String getLoss() {
    return getOrDefault(loss());
  }

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasThreshold$_setter_$threshold_$eq(
      DoubleParam param) {}
}
