// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.BinaryClassificationSummary;
import org.apache.spark.mllib.evaluation.BinaryClassificationMetrics;
import org.apache.spark.sql.SparkSession;

/** {@link ClassifierSummary} of two classes, with ROC and precision by threshold. */
public interface BinaryClassifierSummary extends ClassifierSummary, BinaryClassificationSummary {
  /** Returns where MLlib's trait has its session. */
  @Override
  default SparkSession
      org$apache$spark$ml$classification$BinaryClassificationSummary$$sparkSession() {
    return predicted().frame().sparkSession();
  }

  /** Returns where MLlib's trait has its metrics. */
  @Override
  default BinaryClassificationMetrics
      org$apache$spark$ml$classification$BinaryClassificationSummary$$binaryMetrics() {
    PredictedRows rows = predicted();
    if (rows.binary() == null) {
      PredictedRows plain = rows.plain();
      if (plain != rows) {
        rows.setBinary(
            new LinearSVCSummary(plain)
                .org$apache$spark$ml$classification$BinaryClassificationSummary$$binaryMetrics());
      } else {
        BinaryClassificationSummary.$init$(this);
      }
    }
    return rows.binary();
  }

  /** Takes what MLlib's trait makes of the rows. */
  @Override
  default void
      org$apache$spark$ml$classification$BinaryClassificationSummary$_setter_$org$apache$spark$ml$classification$BinaryClassificationSummary$$binaryMetrics_$eq(
          BinaryClassificationMetrics metrics) {
    predicted().setBinary(metrics);
  }

  /** What MLlib's trait would set: the session is that of the rows. */
  @Override
  default void
      org$apache$spark$ml$classification$BinaryClassificationSummary$_setter_$org$apache$spark$ml$classification$BinaryClassificationSummary$$sparkSession_$eq(
          SparkSession session) {}
}
