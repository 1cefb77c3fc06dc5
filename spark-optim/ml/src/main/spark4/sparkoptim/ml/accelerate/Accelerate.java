// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.package$;
import org.apache.spark.sql.connect.plugin.MLBackendPlugin;

/**
 * Lets a server of Spark Connect fit MLlib's linear models by ours: {@code
 * spark.connect.ml.backend.classes=sparkoptim.ml.accelerate.Accelerate}. Its clients change
 * nothing, and get MLlib's own models.
 */
public final class Accelerate implements MLBackendPlugin {
  private static final Map<String, String> STAGES =
      Map.of(
          LogisticRegression.class.getName(), AcceleratedLogisticRegression.class.getName(),
          LinearRegression.class.getName(), AcceleratedLinearRegression.class.getName(),
          LinearSVC.class.getName(), AcceleratedLinearSVC.class.getName());

  /** Returns the stage that stands in for one of MLlib's; nothing for others. */
  @Override
  public Optional<String> transform(String mllib) {
    // MLlib's models make their summaries themselves since 4.1.
    return package$.MODULE$.SPARK_VERSION().startsWith("4.0")
        ? Optional.empty()
        : Optional.ofNullable(STAGES.get(mllib));
  }
}
