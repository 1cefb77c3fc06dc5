// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.spark.ml.param.Param;

/** Params of {@link PoissonRegression} and its model beyond {@link LinearParams}. */
public interface PoissonRegressionParams extends LinearParams {
  /** The params: the name and documentation of each. */
  final class PoissonGroup {
    static final ParamSpec<Param<String>> OFFSET_COL =
        ParamSpec.unset(
            "offsetCol",
            "column of offsets, whose coefficient is 1: logarithms of exposures; unset or empty"
                + " means 0");
    static final ParamSpec<Param<String>> LINK_PREDICTION_COL =
        ParamSpec.unset(
            "linkPredictionCol",
            "column of the logarithms of predictions; unset or empty for none");

    /** All of them. */
    static final List<ParamSpec<?>> ALL = List.of(OFFSET_COL, LINK_PREDICTION_COL);

    private PoissonGroup() {}

    static String column(PoissonRegressionParams stage, Param<String> param) {
      return stage.isDefined(param) ? stage.getOrDefault(param) : "";
    }
  }

  /**
   * Param for the column of offsets. Default unset: every offset is 0.
   *
   * @return the param
   */
  default Param<String> offsetCol() {
    return paramTable().get(PoissonGroup.OFFSET_COL);
  }

  /**
   * Param for the column of the logarithms of predictions. Default unset: there is none.
   *
   * @return the param
   */
  default Param<String> linkPredictionCol() {
    return paramTable().get(PoissonGroup.LINK_PREDICTION_COL);
  }

  /** Returns the column of offsets. */
  default String getOffsetCol() {
    return getOrDefault(offsetCol());
  }

  /** Returns the column of the logarithms of predictions. */
  default String getLinkPredictionCol() {
    return getOrDefault(linkPredictionCol());
  }
}
