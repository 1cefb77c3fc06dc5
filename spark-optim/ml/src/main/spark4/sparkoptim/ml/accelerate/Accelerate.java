// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.package$;
import org.apache.spark.sql.connect.plugin.MLBackendPlugin;

/**
 * Lets a server of Spark Connect fit MLlib's linear models and perceptrons by ours: {@code
 * spark.connect.ml.backend.classes=sparkoptim.ml.accelerate.Accelerate}. Its clients change
 * nothing, and get MLlib's own models. Where they load one of MLlib's models they may also name
 * what a model of ours saved.
 */
public final class Accelerate implements MLBackendPlugin {
  /** What stands in for its superclass. */
  private static final List<Class<? extends PipelineStage>> STANDING_IN =
      List.of(
          AcceleratedLinearRegression.class,
          AcceleratedLinearSVC.class,
          AcceleratedLogisticRegression.class,
          AcceleratedMultilayerPerceptronClassifier.class,
          LoadedGeneralizedLinearRegressionModel.class,
          LoadedLinearRegressionModel.class,
          LoadedLinearSVCModel.class,
          LoadedLogisticRegressionModel.class,
          LoadedMultilayerPerceptronClassificationModel.class);

  private static final Map<String, String> NAMES =
      STANDING_IN.stream()
          .collect(Collectors.toUnmodifiableMap(c -> c.getSuperclass().getName(), Class::getName));

  /** Returns the class that stands in for one of MLlib's; nothing for others. */
  @Override
  public Optional<String> transform(String mllib) {
    // MLlib's models make their summaries themselves since 4.1.
    return package$.MODULE$.SPARK_VERSION().startsWith("4.0")
        ? Optional.empty()
        : Optional.ofNullable(NAMES.get(mllib));
  }
}
