// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.spark.ml.param.Param;

/** The param of a classifier that MLlib's do not have. */
public interface ClassWeightParams extends OptimParams {
  /** The param: its name, default, documentation and check. */
  final class ClassWeightGroup {
    static final ParamSpec<Param<String>> CLASS_WEIGHTS =
        ParamSpec.text(
            "classWeights",
            ClassWeights.NONE,
            "factors of row weights by class: none; balanced, which gives all classes the same"
                + " weight; a number > 0 for each class, with commas between; or classes with"
                + " their numbers, as in 0: 1, 1: 5, where others have 1",
            ClassWeights::valid);

    /** All of them. */
    static final List<ParamSpec<?>> ALL = List.of(CLASS_WEIGHTS);

    private ClassWeightGroup() {}
  }

  /**
   * Param for factors of row weights by class. Default none.
   *
   * @return the param
   */
  default Param<String> classWeights() {
    return paramTable().get(ClassWeightGroup.CLASS_WEIGHTS);
  }

  /** Returns the factors of row weights by class: none, balanced, or numbers. */
  default String getClassWeights() {
    return getOrDefault(classWeights());
  }
}
