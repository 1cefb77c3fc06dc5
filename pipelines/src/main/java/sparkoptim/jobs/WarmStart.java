// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import sparkoptim.ml.LinearRegression;
import sparkoptim.ml.LinearRegressionModel;
import sparkoptim.ml.LinearSVC;
import sparkoptim.ml.LinearSVCModel;
import sparkoptim.ml.LogisticRegression;
import sparkoptim.ml.LogisticRegressionModel;
import sparkoptim.ml.MultilayerPerceptronClassificationModel;
import sparkoptim.ml.MultilayerPerceptronClassifier;
import sparkoptim.ml.MultilayerPerceptronRegressionModel;
import sparkoptim.ml.MultilayerPerceptronRegressor;
import sparkoptim.ml.NetworkClassifier;
import sparkoptim.ml.NetworkModel;
import sparkoptim.ml.NetworkRegressor;
import sparkoptim.ml.PoissonRegression;
import sparkoptim.ml.PoissonRegressionModel;

/**
 * The start of a fit from a model of before.
 *
 * @param shrink the factor of a network's weights; those of linear models are taken as they are:
 *     where they start does not change where they end
 * @param perturb the factor of the fresh weights that are added to a network's
 */
record WarmStart(double shrink, double perturb) {
  static WarmStart of(Keys keys) {
    return new WarmStart(
        number(keys, "warm.shrink", value -> value >= 0 && value <= 1, "from 0 to 1"),
        number(keys, "warm.perturb", value -> value >= 0, "at least 0"));
  }

  private static double number(Keys keys, String key, Predicate<Double> rule, String words) {
    double value = keys.number(key).orElseThrow(() -> Keys.notSet(key));
    return Keys.checked(key, value, rule, words);
  }

  /**
   * Lets a stage start from a model: a linear one by the names of the features, a network by those
   * of its parts.
   *
   * @return why it starts cold; nothing where it does not
   */
  Optional<String> set(PipelineStage stage, Transformer model) {
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
    } else if (stage instanceof NetworkClassifier network && model instanceof NetworkModel m) {
      network.setInitialModel(m, shrink, perturb);
    } else if (stage instanceof NetworkRegressor network && model instanceof NetworkModel m) {
      network.setInitialModel(m, shrink, perturb);
    } else if (stage instanceof MultilayerPerceptronClassifier perceptron
        && model instanceof MultilayerPerceptronClassificationModel m) {
      perceptron.setInitialModel(m, shrink, perturb);
    } else if (stage instanceof MultilayerPerceptronRegressor perceptron
        && model instanceof MultilayerPerceptronRegressionModel m) {
      perceptron.setInitialModel(m, shrink, perturb);
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
