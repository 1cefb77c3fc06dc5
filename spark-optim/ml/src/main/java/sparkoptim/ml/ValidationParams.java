// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasValidationIndicatorCol;

/** Params of stages that some rows may tell when to stop. */
public interface ValidationParams extends OptimParams, HasValidationIndicatorCol {
  /** The params: the name, default, documentation and check of each. */
  final class ValidationGroup {
    static final ParamSpec<Param<String>> VALIDATION_INDICATOR_COL =
        ParamSpec.unset(
            "validationIndicatorCol",
            "column of booleans: rows where it is true are not trained on but tell when to stop, and"
                + " the point is served where their loss was least; unset or empty for none");

    static final ParamSpec<IntParam> PATIENCE =
        ParamSpec.integer(
            "patience",
            5,
            "epochs without a new least loss of the rows of validationIndicatorCol after which"
                + " training ends (>= 1)",
            value -> value >= 1);

    /** All of them. */
    static final List<ParamSpec<?>> ALL = List.of(VALIDATION_INDICATOR_COL, PATIENCE);

    private ValidationGroup() {}
  }

  /**
   * Param for the column that tells rows to validate by. Default unset: there are none.
   *
   * @return the param
   */
  @Override
  default Param<String> validationIndicatorCol() {
    return paramTable().get(ValidationGroup.VALIDATION_INDICATOR_COL);
  }

  /**
   * Param for the epochs without gain that end a training with rows to validate by. Default 5.
   *
   * @return the param
   */
  default IntParam patience() {
    return paramTable().get(ValidationGroup.PATIENCE);
  }

  /** Returns the column that tells rows to validate by. */
  @Override
  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  /** Returns the epochs without gain that end a training with rows to validate by. */
  default int getPatience() {
    return (int) getOrDefault(patience());
  }

  /** Returns the column that tells rows to validate by; null for none. */
  default String validationColumn() {
    return RowColumns.named(this, validationIndicatorCol());
  }

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void
      org$apache$spark$ml$param$shared$HasValidationIndicatorCol$_setter_$validationIndicatorCol_$eq(
          Param<String> param) {}
}
