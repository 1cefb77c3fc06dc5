// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.spark.ml.param.BooleanParam;

/** The params of linear models beyond {@link OptimParams}. */
public interface LinearParams extends OptimParams {

  /** The params: the name, default and documentation of each. */
  final class LinearGroup {
    static final ParamSpec<BooleanParam> FIT_INTERCEPT =
        ParamSpec.flag("fitIntercept", true, "whether to fit an intercept");
    static final ParamSpec<BooleanParam> STANDARDIZATION =
        ParamSpec.flag(
            "standardization",
            true,
            "whether to penalise the coefficients of features of unit variance");
    static final ParamSpec<BooleanParam> LOCAL_STEPS =
        ParamSpec.flag(
            "localSteps",
            true,
            "whether optimMethod = auto goes over all rows in a step, not mini-batches");

    /** All of them. */
    static final List<ParamSpec<?>> ALL = List.of(FIT_INTERCEPT, STANDARDIZATION, LOCAL_STEPS);

    private LinearGroup() {}
  }

  /**
   * Param for whether to fit an intercept. Default true.
   *
   * @return the param
   */
  default BooleanParam fitIntercept() {
    return paramTable().get(LinearGroup.FIT_INTERCEPT);
  }

  /**
   * Param for whether the penalty is on standardized features. Default true.
   *
   * @return the param
   */
  default BooleanParam standardization() {
    return paramTable().get(LinearGroup.STANDARDIZATION);
  }

  /**
   * Param for whether auto goes over all rows in a step, not mini-batches. Default true.
   *
   * @return the param
   */
  default BooleanParam localSteps() {
    return paramTable().get(LinearGroup.LOCAL_STEPS);
  }

  /** Returns whether to fit an intercept. */
  default boolean getFitIntercept() {
    return (boolean) getOrDefault(fitIntercept());
  }

  /** Returns whether the penalty is on standardized features. */
  default boolean getStandardization() {
    return (boolean) getOrDefault(standardization());
  }

  /** Returns whether auto goes over all rows in a step, not mini-batches. */
  default boolean getLocalSteps() {
    return (boolean) getOrDefault(localSteps());
  }
}
