// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.ClassificationSummary;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;

/**
 * How well a classifier predicts a data set: MLlib's figures, by MLlib's code, which runs when the
 * first figure is asked for.
 */
public interface ClassifierSummary extends ClassificationSummary {
  /** Returns the rows with their predictions. */
  PredictedRows predicted();

  /** Returns the column of predictions. */
  @Override
  default String predictionCol() {
    return predicted().columns().prediction();
  }

  /** Returns the column of labels. */
  @Override
  default String labelCol() {
    return predicted().columns().label();
  }

  /** Returns the column of row weights; empty where there is none. */
  @Override
  default String weightCol() {
    return predicted().columns().weight();
  }

  /** Returns where MLlib's trait has its metrics. */
  @Override
  default MulticlassMetrics
      org$apache$spark$ml$classification$ClassificationSummary$$multiclassMetrics() {
    PredictedRows rows = predicted();
    if (rows.multiclass() == null) {
      PredictedRows plain = rows.plain();
      if (plain != rows) {
        rows.setMulticlass(
            new LinearSVCSummary(plain)
                .org$apache$spark$ml$classification$ClassificationSummary$$multiclassMetrics());
      } else {
        ClassificationSummary.$init$(this);
      }
    }
    return rows.multiclass();
  }

  /** Takes what MLlib's trait makes of the rows. */
  @Override
  default void
      org$apache$spark$ml$classification$ClassificationSummary$_setter_$org$apache$spark$ml$classification$ClassificationSummary$$multiclassMetrics_$eq(
          MulticlassMetrics metrics) {
    predicted().setMulticlass(metrics);
  }
}
