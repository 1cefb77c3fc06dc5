// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.BooleanParam;

/** The params of linear models beyond {@link OptimParams}. */
public interface LinearParams extends OptimParams {

  /** The Param objects of one owner, with their defaults. */
  final class LinearGroup implements Serializable {
    private static final long serialVersionUID = 1L;

    final BooleanParam fitIntercept;
    final BooleanParam standardization;
    final BooleanParam localSteps;

    LinearGroup(LinearParams owner) {
      fitIntercept = new BooleanParam(owner, "fitIntercept", "whether to fit an intercept");
      standardization =
          new BooleanParam(
              owner,
              "standardization",
              "whether to penalise the coefficients of features of unit variance");
      localSteps =
          new BooleanParam(
              owner,
              "localSteps",
              "whether optimMethod = auto takes single-row steps in every shard");
      owner.setDefault(fitIntercept, true);
      owner.setDefault(standardization, true);
      owner.setDefault(localSteps, true);
    }
  }

  /** Returns the group of this owner. */
  LinearGroup linear();

  /**
   * Param for whether to fit an intercept. Default true.
   *
   * @return the param
   */
  default BooleanParam fitIntercept() {
    return linear().fitIntercept;
  }

  /**
   * Param for whether the penalty is on standardized features. Default true.
   *
   * @return the param
   */
  default BooleanParam standardization() {
    return linear().standardization;
  }

  /**
   * Param for whether auto takes single-row steps in every shard. Default true.
   *
   * @return the param
   */
  default BooleanParam localSteps() {
    return linear().localSteps;
  }

  /** Returns whether to fit an intercept. */
  default boolean getFitIntercept() {
    return (boolean) getOrDefault(fitIntercept());
  }

  /** Returns whether the penalty is on standardized features. */
  default boolean getStandardization() {
    return (boolean) getOrDefault(standardization());
  }

  /** Returns whether auto takes single-row steps in every shard. */
  default boolean getLocalSteps() {
    return (boolean) getOrDefault(localSteps());
  }
}
