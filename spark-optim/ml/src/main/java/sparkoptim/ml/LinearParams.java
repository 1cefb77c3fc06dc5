// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasAggregationDepth;
import org.apache.spark.ml.param.shared.HasElasticNetParam;
import org.apache.spark.ml.param.shared.HasFitIntercept;
import org.apache.spark.ml.param.shared.HasMaxBlockSizeInMB;
import org.apache.spark.ml.param.shared.HasStandardization;
import org.apache.spark.ml.param.shared.HasWeightCol;

/** The params of linear models beyond {@link OptimParams}. */
public interface LinearParams
    extends ValidationParams,
        OptimParams,
        HasFitIntercept,
        HasStandardization,
        HasElasticNetParam,
        HasWeightCol,
        HasAggregationDepth,
        HasMaxBlockSizeInMB {

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
    static final ParamSpec<DoubleParam> ELASTIC_NET_PARAM =
        ParamSpec.number(
            "elasticNetParam",
            0,
            "part of regParam that is an L1 penalty, in [0, 1]; the rest is an L2 penalty",
            0,
            1);
    static final ParamSpec<Param<String>> WEIGHT_COL =
        ParamSpec.unset("weightCol", "column of row weights; unset or empty means 1");
    static final ParamSpec<IntParam> AGGREGATION_DEPTH =
        ParamSpec.integer(
            "aggregationDepth",
            2,
            "of MLlib, without effect: sums follow a fixed tree over the shards (>= 2)",
            value -> value >= 2);
    static final ParamSpec<DoubleParam> MAX_BLOCK_SIZE_IN_MB =
        ParamSpec.number(
            "maxBlockSizeInMB", 0, "of MLlib, without effect: rows are packed by shards (>= 0)", 0);

    /** All of them. */
    static final List<ParamSpec<?>> ALL =
        List.of(
            FIT_INTERCEPT,
            STANDARDIZATION,
            LOCAL_STEPS,
            ELASTIC_NET_PARAM,
            WEIGHT_COL,
            AGGREGATION_DEPTH,
            MAX_BLOCK_SIZE_IN_MB,
            ValidationGroup.VALIDATION_INDICATOR_COL,
            ValidationGroup.PATIENCE);

    private LinearGroup() {}
  }

  /**
   * Param for whether to fit an intercept. Default true.
   *
   * @return the param
   */
  @Override
  default BooleanParam fitIntercept() {
    return paramTable().get(LinearGroup.FIT_INTERCEPT);
  }

  /**
   * Param for whether the penalty is on standardized features. Default true.
   *
   * @return the param
   */
  @Override
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

  /**
   * Param for the part of regParam that is an L1 penalty. Default 0.
   *
   * @return the param
   */
  @Override
  default DoubleParam elasticNetParam() {
    return paramTable().get(LinearGroup.ELASTIC_NET_PARAM);
  }

  /**
   * Param for the column of row weights. Default unset: every weight is 1.
   *
   * @return the param
   */
  @Override
  default Param<String> weightCol() {
    return paramTable().get(LinearGroup.WEIGHT_COL);
  }

  /**
   * Param of MLlib, without effect. Default 2.
   *
   * @return the param
   */
  @Override
  default IntParam aggregationDepth() {
    return paramTable().get(LinearGroup.AGGREGATION_DEPTH);
  }

  /**
   * Param of MLlib, without effect. Default 0.
   *
   * @return the param
   */
  @Override
  default DoubleParam maxBlockSizeInMB() {
    return paramTable().get(LinearGroup.MAX_BLOCK_SIZE_IN_MB);
  }

  /** Returns whether to fit an intercept. */
  @Override
  default boolean getFitIntercept() {
    return (boolean) getOrDefault(fitIntercept());
  }

  /** Returns whether the penalty is on standardized features. */
  @Override
  default boolean getStandardization() {
    return (boolean) getOrDefault(standardization());
  }

  /** Returns whether auto goes over all rows in a step, not mini-batches. */
  default boolean getLocalSteps() {
    return (boolean) getOrDefault(localSteps());
  }

  /** Returns the part of regParam that is an L1 penalty. */
  @Override
  default double getElasticNetParam() {
    return (double) getOrDefault(elasticNetParam());
  }

  /** Returns the column of row weights. */
  @Override
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** Returns a number without effect. */
  @Override
  default int getAggregationDepth() {
    return (int) getOrDefault(aggregationDepth());
  }

  /** Returns a number without effect. */
  @Override
  default double getMaxBlockSizeInMB() {
    return (double) getOrDefault(maxBlockSizeInMB());
  }

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasFitIntercept$_setter_$fitIntercept_$eq(
      BooleanParam param) {}

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasStandardization$_setter_$standardization_$eq(
      BooleanParam param) {}

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasElasticNetParam$_setter_$elasticNetParam_$eq(
      DoubleParam param) {}

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> param) {}

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasAggregationDepth$_setter_$aggregationDepth_$eq(
      IntParam param) {}

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasMaxBlockSizeInMB$_setter_$maxBlockSizeInMB_$eq(
      DoubleParam param) {}
}
