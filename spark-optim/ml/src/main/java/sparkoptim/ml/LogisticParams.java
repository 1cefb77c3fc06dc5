// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasThreshold;
import org.apache.spark.ml.param.shared.HasThresholds;
import sparkoptim.core.PlainText;

/**
 * Params of {@link LogisticRegression} and its model beyond {@link LinearParams}; MLlib's meaning.
 */
public interface LogisticParams
    extends LinearParams, ClassWeightParams, HasThreshold, HasThresholds {
  /** The families of label distributions. */
  List<String> FAMILIES = List.of("auto", "binomial", "multinomial");

  /** The params: the name, default, documentation and check of each. */
  final class LogisticGroup {
    static final ParamSpec<Param<String>> FAMILY =
        ParamSpec.text(
            "family",
            "auto",
            "label distribution: " + String.join(", ", FAMILIES),
            value -> FAMILIES.contains(value.toLowerCase(Locale.ROOT)));
    static final ParamSpec<DoubleParam> THRESHOLD =
        ParamSpec.number(
            "threshold",
            0.5,
            "binary: class 1 is predicted above this probability, in [0, 1]",
            0,
            1);
    static final ParamSpec<Param<Matrix>> LOWER_BOUNDS_ON_COEFFICIENTS =
        ParamSpec.matrix(
            "lowerBoundsOnCoefficients",
            "lower bounds of coefficients: one row per row of coefficients, one column per feature");
    static final ParamSpec<Param<Matrix>> UPPER_BOUNDS_ON_COEFFICIENTS =
        ParamSpec.matrix(
            "upperBoundsOnCoefficients",
            "upper bounds of coefficients: one row per row of coefficients, one column per feature");
    static final ParamSpec<Param<Vector>> LOWER_BOUNDS_ON_INTERCEPTS =
        ParamSpec.vector(
            "lowerBoundsOnIntercepts", "lower bounds of intercepts: one per intercept");
    static final ParamSpec<Param<Vector>> UPPER_BOUNDS_ON_INTERCEPTS =
        ParamSpec.vector(
            "upperBoundsOnIntercepts", "upper bounds of intercepts: one per intercept");

    /** All of them. */
    static final List<ParamSpec<?>> ALL =
        List.of(
            FAMILY,
            THRESHOLD,
            LOWER_BOUNDS_ON_COEFFICIENTS,
            UPPER_BOUNDS_ON_COEFFICIENTS,
            LOWER_BOUNDS_ON_INTERCEPTS,
            UPPER_BOUNDS_ON_INTERCEPTS);

    private LogisticGroup() {}
  }

  /**
   * Param for the family. Default auto: binomial for at most two classes.
   *
   * @return the param
   */
  default Param<String> family() {
    return paramTable().get(LogisticGroup.FAMILY);
  }

  /**
   * Param for the binary threshold. Default 0.5.
   *
   * @return the param
   */
  @Override
  default DoubleParam threshold() {
    return paramTable().get(LogisticGroup.THRESHOLD);
  }

  /**
   * Param for the lower bounds of coefficients. Default unset: no bounds.
   *
   * @return the param
   */
  default Param<Matrix> lowerBoundsOnCoefficients() {
    return paramTable().get(LogisticGroup.LOWER_BOUNDS_ON_COEFFICIENTS);
  }

  /**
   * Param for the upper bounds of coefficients. Default unset: no bounds.
   *
   * @return the param
   */
  default Param<Matrix> upperBoundsOnCoefficients() {
    return paramTable().get(LogisticGroup.UPPER_BOUNDS_ON_COEFFICIENTS);
  }

  /**
   * Param for the lower bounds of intercepts. Default unset: no bounds.
   *
   * @return the param
   */
  default Param<Vector> lowerBoundsOnIntercepts() {
    return paramTable().get(LogisticGroup.LOWER_BOUNDS_ON_INTERCEPTS);
  }

  /**
   * Param for the upper bounds of intercepts. Default unset: no bounds.
   *
   * @return the param
   */
  default Param<Vector> upperBoundsOnIntercepts() {
    return paramTable().get(LogisticGroup.UPPER_BOUNDS_ON_INTERCEPTS);
  }

  /** Returns the family: auto, binomial or multinomial. */
  default String getFamily() {
    return getOrDefault(family());
  }

  /** Returns the lower bounds of coefficients. */
  default Matrix getLowerBoundsOnCoefficients() {
    return getOrDefault(lowerBoundsOnCoefficients());
  }

  /** Returns the upper bounds of coefficients. */
  default Matrix getUpperBoundsOnCoefficients() {
    return getOrDefault(upperBoundsOnCoefficients());
  }

  /** Returns the lower bounds of intercepts. */
  default Vector getLowerBoundsOnIntercepts() {
    return getOrDefault(lowerBoundsOnIntercepts());
  }

  /** Returns the upper bounds of intercepts. */
  default Vector getUpperBoundsOnIntercepts() {
    return getOrDefault(upperBoundsOnIntercepts());
  }

  /**
   * Returns the binary threshold; from {@code thresholds} where those are set.
   *
   * @throws IllegalArgumentException if {@code thresholds} are not two, or disagree with a
   *     threshold
   */
  @Override
  default double getThreshold() {
    checkThresholdConsistency();
    if (!isSet(thresholds())) {
      return (double) getOrDefault(threshold());
    }
    double[] both = getOrDefault(thresholds());
    if (both.length != 2) {
      throw new IllegalArgumentException(
          "threshold needs two thresholds, thresholds has " + both.length);
    }
    return ThresholdPair.threshold(both);
  }

  /**
   * Checks that threshold and thresholds, where both are set, mean the same.
   *
   * @throws IllegalArgumentException if they do not
   */
  default void checkThresholdConsistency() {
    if (isSet(threshold()) && isSet(thresholds())) {
      ThresholdPair.check((double) getOrDefault(threshold()), getOrDefault(thresholds()));
    }
  }

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasThreshold$_setter_$threshold_$eq(
      DoubleParam param) {}

  /** The two ways to say when class 1 is predicted. */
  final class ThresholdPair {
    private static final double SAME = 1e-5;

    private ThresholdPair() {}

    /** Returns the threshold that two thresholds mean. */
    static double threshold(double[] both) {
      return 1 / (1 + both[0] / both[1]);
    }

    /** Returns the thresholds of a stage; those that its threshold means where it alone is set. */
    static double[] of(LogisticParams stage) {
      if (!stage.isSet(stage.thresholds()) && stage.isSet(stage.threshold())) {
        double threshold = (double) stage.getOrDefault(stage.threshold());
        return new double[] {1 - threshold, threshold};
      }
      return stage.getOrDefault(stage.thresholds());
    }

    static void check(double threshold, double[] thresholds) {
      if (thresholds.length != 2) {
        throw new IllegalArgumentException(
            PlainText.of(
                "threshold is set, which needs two classes, but thresholds has %d: clear one of them",
                thresholds.length));
      }
      double equivalent = threshold(thresholds);
      if (Math.abs(threshold - equivalent) >= SAME) {
        throw new IllegalArgumentException(
            "threshold is %s but thresholds %s, %s mean %s: clear one of them"
                .formatted(threshold, thresholds[0], thresholds[1], equivalent));
      }
    }
  }
}
