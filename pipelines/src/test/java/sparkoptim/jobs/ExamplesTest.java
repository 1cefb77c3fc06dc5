// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.jobs.evaluate.Evaluated;
import sparkoptim.jobs.evaluate.Evaluation;

/** The configurations of the examples folder; real data where they are at hand. */
final class ExamplesTest {
  private static final String MLLIB =
      "stage.class=org.apache.spark.ml.classification.LogisticRegression";

  @ParameterizedTest
  @ValueSource(strings = {"a9a", "adult-csv", "mnist-idx", "lenet-mnist"})
  void example_withoutItsData_saysWhatToPass(String name) {
    assertThatThrownBy(() -> settings(name))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("data.train is not set")
        .hasMessageContaining("pass data.train=PATH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"digits", "a9a", "adult-csv", "mnist-idx"})
  void example_stages_canBeBuilt(String name) {
    TrainSettings settings = settings(name, "data.train=x", "data.labels=" + labels(name), MLLIB);
    assertThat(
            StageFactory.pipeline(
                    settings.features(), settings.stage(), settings.data().labelColumn())
                .getStages())
        .hasSize(settings.features().size() + 1);
  }

  @Test
  void a9a_realData_isReadWhole() {
    TrainingData data =
        read("a9a", "data.train=" + file("a9a.libsvm"), "data.test=" + file("a9a.t.libsvm"));
    assertThat(data.train().count()).isEqualTo(32_561);
    assertThat(data.test().orElseThrow().count()).isEqualTo(16_281);
    assertThat(FeaturesColumn.dimension(data.test().orElseThrow().schema())).contains(123);
    assertThat(data.labels().orElseThrow().values()).containsExactly(0.0, 1.0);
  }

  @Test
  void dna_realData_keepsItsLabels() {
    TrainingData data =
        read(
            "a9a", "data.train=" + file("dna.libsvm"), "data.numFeatures=180", "data.relabel=none");
    assertThat(data.train().select("label").distinct().count()).isEqualTo(3);
    assertThat(data.train().where("label = 3").count()).isEqualTo(1_051);
  }

  @Test
  void adult_realData_trainsThroughTheFeatureChain() {
    TrainSettings settings =
        settings("adult-csv", "data.train=" + file("adult.csv"), MLLIB, "stage.params.maxIter=5");
    TrainingData data = TrainingData.read(TestSession.get(), settings, true);
    PipelineModel model =
        StageFactory.pipeline(settings.features(), settings.stage(), settings.data().labelColumn())
            .fit(data.train());
    Evaluated evaluated =
        Evaluation.of(
            model.stages()[3],
            model.transform(data.test().orElseThrow()),
            settings.report().evaluation());
    assertThat(evaluated.figures().get("accuracy")).isBetween(0.8, 0.9);
  }

  @Test
  void mnist_realData_isSplitInFileOrder() {
    TrainingData data =
        read(
            "mnist-idx",
            "data.train=" + file("mnist10k-images-idx3-ubyte.gz"),
            "data.labels=" + file("mnist10k-labels-idx1-ubyte.gz"));
    assertThat(data.train().count()).isEqualTo(8_000);
    assertThat(data.test().orElseThrow().count()).isEqualTo(2_000);
    assertThat(data.train().select("label").takeAsList(5))
        .extracting(row -> row.getDouble(0))
        .containsExactly(7.0, 2.0, 1.0, 0.0, 4.0); // as everyone knows them
  }

  private static String labels(String name) {
    return name.contains("mnist") ? "x" : "null";
  }

  private static TrainingData read(String name, String... overrides) {
    return TrainingData.read(TestSession.get(), settings(name, overrides), true);
  }

  private static TrainSettings settings(String name, String... overrides) {
    Path file = above("examples").orElseThrow().resolve(name + ".conf");
    return TrainSettings.of(JobConfig.load(file.toString(), new ArrayList<>(List.of(overrides))));
  }

  /** A file of the data folder; without it, the test is skipped. */
  private static Path file(String name) {
    Optional<Path> folder =
        Optional.ofNullable(
                System.getProperty("SPARK_OPTIM_DATA", System.getenv("SPARK_OPTIM_DATA")))
            .map(Path::of)
            .or(() -> above("shared/data"));
    assumeThat(folder.map(data -> data.resolve(name)).filter(Files::exists))
        .as("%s is not here: SPARK_OPTIM_DATA names a folder of real data", name)
        .isPresent();
    return folder.orElseThrow().resolve(name);
  }

  /** A path in the nearest folder above this one that has it. */
  private static Optional<Path> above(String path) {
    for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
      if (Files.exists(place.resolve(path))) {
        return Optional.of(place.resolve(path));
      }
    }
    return Optional.empty();
  }
}
