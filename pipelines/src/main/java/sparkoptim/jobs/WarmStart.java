// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import sparkoptim.ml.LinearRegression;
import sparkoptim.ml.LinearRegressionModel;
import sparkoptim.ml.LinearSVC;
import sparkoptim.ml.LinearSVCModel;
import sparkoptim.ml.LogisticRegression;
import sparkoptim.ml.LogisticRegressionModel;
import sparkoptim.ml.PoissonRegression;
import sparkoptim.ml.PoissonRegressionModel;

/** The start of a fit from a model of before. */
final class WarmStart {
  private WarmStart() {}

  /**
   * Lets a stage start from a model, its coefficients by the names of the features.
   *
   * @return why it starts cold; nothing where it does not
   */
  static Optional<String> set(PipelineStage stage, Transformer model) {
    if (stage instanceof LogisticRegression trained && model instanceof LogisticRegressionModel m) {
      if (!isFinite(m.interceptVector().toArray())) {
        return Optional.of("the model that serves has an intercept that is no number");
      }
      trained.setInitialModel(m);
    } else if (stage instanceof LinearRegression line && model instanceof LinearRegressionModel m) {
      line.setInitialModel(m);
    } else if (stage instanceof LinearSVC svm && model instanceof LinearSVCModel m) {
      svm.setInitialModel(m);
    } else if (stage instanceof PoissonRegression count
        && model instanceof PoissonRegressionModel m) {
      count.setInitialModel(m);
    } else {
      return Optional.of(
          "a %s does not start from a %s"
              .formatted(stage.getClass().getSimpleName(), model.getClass().getSimpleName()));
    }
    return Optional.empty();
  }

  private static boolean isFinite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
