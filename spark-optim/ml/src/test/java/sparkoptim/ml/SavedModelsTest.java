// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.serving.LinearScorer;

/**
 * Models that earlier versions saved, in {@code saved-models/VERSION} of the resources, are read by
 * this one. A folder is made once, when its version is released: {@code
 * SPARK_OPTIM_WRITE_MODELS=FOLDER} with this test writes one.
 */
class SavedModelsTest {
  private static final List<String> VERSIONS = List.of("0.1.0");
  private static final Vector BETA = Vectors.dense(0.7, -1.3, 0, 2.1, 1.0 / 3);
  private static final double[] NUMBERS =
      IntStream.range(0, 15).mapToDouble(i -> 1 - i / 7.0).toArray();
  private static final String[] NAMES = {"a", "b", "c", "d", "e"};

  @BeforeAll
  static void session() {
    LocalSession.session();
  }

  private static Map<String, PredictionModel<Vector, ?>> models() {
    LinearWeights named = LinearWeights.of(BETA, -24).named(NAMES);
    DenseMatrix matrix =
        new DenseMatrix(3, 5, new double[] {1, 0, 0, 2, 0, 0, -1, 0, 0, 3, 0, 0, 0.1, 0, 0}, true);
    Map<String, PredictionModel<Vector, ?>> models = new TreeMap<>();
    models.put("linear", new LinearRegressionModel("linear", named, 2.5));
    models.put(
        "poisson", new PoissonRegressionModel("poisson", Vectors.dense(0.2, 0, 0, 0, 0), -1));
    models.put("svc", new LinearSVCModel("svc", named).setThreshold(0.4));
    models.put("binary", new LogisticRegressionModel("binary", BETA, -24).setThreshold(0.9));
    models.put(
        "multinomial",
        new LogisticRegressionModel("multinomial", matrix, Vectors.dense(0.5, 0, -0.5), 3, true)
            .setThresholds(new double[] {0.2, 0.3, 0.9}));
    int[] layers = {5, 2, 3};
    Vector weights =
        Vectors.dense(IntStream.range(0, 21).mapToDouble(i -> (i - 10) / 8.0).toArray());
    models.put(
        "perceptron",
        new MultilayerPerceptronClassificationModel("perceptron", layers, weights)
            .setThresholds(new double[] {0.2, 0.3, 0.9}));
    models.put(
        "perceptron-of-numbers",
        new MultilayerPerceptronRegressionModel(
            "perceptron-of-numbers", new int[] {5, 2, 1}, Vectors.dense(NUMBERS), 70, 3.5));
    models.put("certain", LogisticRegressionModel.certain("certain", 2, 4, true, 5, NAMES));
    return models;
  }

  private static PredictionModel<Vector, ?> load(String name, String path) {
    return switch (name) {
      case "linear" -> LinearRegressionModel.load(path);
      case "poisson" -> PoissonRegressionModel.load(path);
      case "svc" -> LinearSVCModel.load(path);
      case "perceptron" -> MultilayerPerceptronClassificationModel.load(path);
      case "perceptron-of-numbers" -> MultilayerPerceptronRegressionModel.load(path);
      default -> LogisticRegressionModel.load(path);
    };
  }

  private static List<String> set(Params owner) {
    return Arrays.stream(owner.params()).filter(owner::isSet).map(Param::name).toList();
  }

  static Stream<String> versions() {
    return VERSIONS.stream();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void load_modelsOfAVersion_arePredictingTheSame(String version)
      throws IOException, URISyntaxException {
    Path folder = Path.of(SavedModelsTest.class.getResource("/saved-models/" + version).toURI());
    for (Map.Entry<String, PredictionModel<Vector, ?>> entry : models().entrySet()) {
      Path path = folder.resolve(entry.getKey());
      PredictionModel<Vector, ?> expected = entry.getValue();
      PredictionModel<Vector, ?> loaded = load(entry.getKey(), path.toString());
      assertThat(loaded.uid()).isEqualTo(expected.uid());
      assertThat(set(loaded)).isEqualTo(set(expected));
      for (Row row : LocalSession.rows(20, 2, 8)) {
        Vector features = row.getAs(1);
        assertThat(loaded.predict(features)).isEqualTo(expected.predict(features));
      }
      if (expected instanceof HasLinearWeights linear) {
        assertThat(((HasLinearWeights) loaded).featureNames()).isEqualTo(linear.featureNames());
        assertScores(path, expected);
      }
    }
  }

  private static void assertScores(Path path, PredictionModel<Vector, ?> expected)
      throws IOException {
    LinearScorer scorer = LinearScorer.load(path);
    for (Row row : LocalSession.rows(20, 2, 8)) {
      Vector features = row.getAs(1);
      assertThat(scorer.predict(features.toArray())).isEqualTo(expected.predict(features));
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SPARK_OPTIM_WRITE_MODELS", matches = ".+")
  void write_models_ofThisVersion() throws IOException {
    Path folder = Path.of(System.getenv("SPARK_OPTIM_WRITE_MODELS"));
    for (Map.Entry<String, PredictionModel<Vector, ?>> entry : models().entrySet()) {
      ((MLWritable) entry.getValue()).save(folder.resolve(entry.getKey()).toString());
    }
    assertThat(folder).isNotEmptyDirectory();
  }
}
