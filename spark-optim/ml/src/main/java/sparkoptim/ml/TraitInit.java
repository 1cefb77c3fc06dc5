// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.shared.HasFeaturesCol;
import org.apache.spark.ml.param.shared.HasLabelCol;
import org.apache.spark.ml.param.shared.HasPredictionCol;
import org.apache.spark.ml.param.shared.HasProbabilityCol;
import org.apache.spark.ml.param.shared.HasRawPredictionCol;
import org.apache.spark.ml.param.shared.HasThresholds;

/**
 * Runs Scala's trait initialisers again. A Java constructor assigns uid after {@code super()}, so
 * in their first run the inherited params were given a null owner.
 */
final class TraitInit {
  private TraitInit() {}

  /** Initializes a stage that predicts numbers, before its own params are made. */
  static <S extends HasLabelCol & HasFeaturesCol & HasPredictionCol> void predictor(S stage) {
    Params.$init$(stage);
    HasLabelCol.$init$(stage);
    HasFeaturesCol.$init$(stage);
    HasPredictionCol.$init$(stage);
  }

  /** Initializes a stage of the classifier family, before its own params are made. */
  static <S extends HasLabelCol & HasFeaturesCol & HasPredictionCol & HasRawPredictionCol>
      void classifier(S stage) {
    predictor(stage);
    HasRawPredictionCol.$init$(stage);
  }

  /** Initializes a stage of the probabilistic classifier family, before its own params are made. */
  static <
          S extends
              HasLabelCol & HasFeaturesCol & HasPredictionCol & HasRawPredictionCol
                  & HasProbabilityCol & HasThresholds>
      void probabilistic(S stage) {
    Params.$init$(stage);
    HasLabelCol.$init$(stage);
    HasFeaturesCol.$init$(stage);
    HasPredictionCol.$init$(stage);
    HasRawPredictionCol.$init$(stage);
    HasProbabilityCol.$init$(stage);
    HasThresholds.$init$(stage);
  }
}
