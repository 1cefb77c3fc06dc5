// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasThresholds;

/**
 * Params of {@link LogisticRegression} and its model beyond {@link LinearParams}; MLlib's meaning.
 */
public interface LogisticParams extends LinearParams, HasThresholds {
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

    /** All of them. */
    static final List<ParamSpec<?>> ALL = List.of(FAMILY, THRESHOLD);

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
  default DoubleParam threshold() {
    return paramTable().get(LogisticGroup.THRESHOLD);
  }

  /** Returns the family: auto, binomial or multinomial. */
  default String getFamily() {
    return getOrDefault(family());
  }

  /**
   * Returns the binary threshold; from {@code thresholds} where those are set.
   *
   * @throws IllegalArgumentException if {@code thresholds} are not two, or disagree with a
   *     threshold
   */
  default double getThreshold() {
    if (!isSet(thresholds())) {
      return (double) getOrDefault(threshold());
    }
    double[] both = getThresholds();
    if (both.length != 2) {
      throw new IllegalArgumentException(
          "threshold needs two thresholds, thresholds has " + both.length);
    }
    double equivalent = 1 / (1 + both[0] / both[1]);
    if (isSet(threshold()) && Math.abs((double) getOrDefault(threshold()) - equivalent) >= 1e-5) {
      throw new IllegalArgumentException(
          "threshold is %s but thresholds %s, %s mean %s: set one of them"
              .formatted(getOrDefault(threshold()), both[0], both[1], equivalent));
    }
    return equivalent;
  }
}
