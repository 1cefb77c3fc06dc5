// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.network.NetworkPart;
import sparkoptim.core.network.text.Shape;
import sparkoptim.ml.NetworkClassificationModel;
import sparkoptim.ml.NetworkClassifier;
import sparkoptim.ml.NetworkRegressionModel;
import sparkoptim.ml.NetworkRegressor;

class TorchStagesTest {
  private static final Shape IMAGE = Shape.of(1, 8, 8);
  private static final String TEXT =
      "conv(6, 3) batchnorm relu dropout(0.2) residual(8, 2) avgpool dense(3)";

  @TempDir private static Path folder;
  private static Dataset<Row> data;

  @BeforeAll
  static void library() {
    Batches.assumeLibrary();
    data = Bars.of(Bars.local(), 240).cache();
  }

  private static NetworkClassifier small() {
    return new NetworkClassifier().setNetwork(TEXT).setMaxIter(3).setBatchSize(64).setNumShards(2);
  }

  private static double accuracy(NetworkClassificationModel model) {
    return model.transform(data).where("label = prediction").count() / (double) data.count();
  }

  /** A scripted module, as a stranger would write it: the same layers, known by the file alone. */
  private static String file(String text) throws IOException {
    Path file = folder.resolve("model" + text.length() + ".pt");
    Files.write(file, Batches.network(text, IMAGE).file());
    return file.toString();
  }

  @Test
  void fit_images_learns() {
    NetworkClassificationModel model = small().setBatchSize(16).setMaxIter(20).fit(data);
    assertThat(accuracy(model)).isGreaterThan(0.9);
    assertThat(model.networkText())
        .isEqualTo("conv(6, 3) batchnorm relu dropout(0.2) residual(8, stride=2) avgpool dense(3)");
    assertThat(model.numParameters()).isEqualTo(1133);
  }

  /** Partitions, engines and rows' order in partitions do not matter; the seed does. */
  @Test
  void fit_anyPartitionsAndEngine_hasTheSameBits() {
    String bits = small().fit(data).weightsSha256();
    assertThat(small().fit(data.repartition(5)).weightsSha256()).isEqualTo(bits);
    assertThat(small().setEngine("job").fit(data).weightsSha256()).isEqualTo(bits);
    assertThat(small().setEngine("ranks").fit(data.coalesce(1)).weightsSha256()).isEqualTo(bits);
    assertThat(small().setSeed(2).fit(data).weightsSha256()).isNotEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alpha-svrg + sgd + constant(0.05)",
        "step-tuned + constant(0.05)",
        "spa + constant(0.05)",
        "adamw + taso",
        "mars + gpa(averaging=0.2) + constant(0.01)",
        "prodigy(start=0.001) + constant(1)",
        "sgd + sps(max=0.5)",
      })
  void fit_scriptedModule_trainsByOurMethods(String method) throws IOException {
    NetworkClassifier stage =
        new NetworkClassifier()
            .setNetwork(file(TEXT))
            .setInputShape(1, 8, 8)
            .setOptimMethod(method)
            .setMaxIter(3)
            .setNumShards(2);
    NetworkClassificationModel model = stage.fit(data);
    assertThat(model.summary().objective()).isFinite();
    assertThat(stage.setEngine("job").fit(data.repartition(3)).weightsSha256())
        .isEqualTo(model.weightsSha256());
  }

  @Test
  void save_load_givesTheSameModelAndAScript() throws IOException {
    NetworkClassificationModel model = small().fit(data);
    String path = folder.resolve("saved").toString();
    model.save(path);
    NetworkClassificationModel loaded = NetworkClassificationModel.load(path);
    assertThat(loaded.weightsSha256()).isEqualTo(model.weightsSha256());
    assertThat(scores(loaded)).isEqualTo(scores(model));
    byte[] script = Files.readAllBytes(folder.resolve("saved/network.pt"));
    TorchNetwork network = TorchNetwork.read(script, "network.pt", IMAGE);
    Row first = model.transform(data).head();
    try (TorchScorer scorer = new TorchScorer(network, 1)) {
      double[] features = first.<Vector>getAs("features").toArray();
      int at = scorer.next();
      for (int i = 0; i < features.length; i++) {
        scorer.values()[at + i] = (float) features[i];
      }
      assertThat(scorer.scores()[0])
          .containsExactly(first.<Vector>getAs("rawPrediction").toArray(), within(1e-5));
    }
  }

  private static List<String> scores(NetworkClassificationModel model) {
    return model.transform(data.repartition(3)).collectAsList().stream()
        .map(row -> row.getAs("features") + " " + row.getAs("rawPrediction"))
        .sorted()
        .toList();
  }

  /** Ended by its clock and taken up again: the bits of one that was not. */
  @Test
  void fit_takenUpFromACheckpoint_hasTheBitsOfAnUninterruptedOne() {
    NetworkClassifier stage = small().setOptimMethod("adamw + constant(0.003)");
    String whole = stage.fit(data).weightsSha256();
    String checkpoints = folder.resolve("checkpoints").toUri().toString();
    NetworkClassificationModel model =
        stage.setCheckpointDir(checkpoints).setMaxSeconds(1e-9).fit(data);
    assertThat(model.summary().stopReason()).isEqualTo("time-limit");
    stage.setResume("require").setEngine("job").setMaxSeconds(1e9);
    assertThat(stage.fit(data.repartition(3)).weightsSha256()).isEqualTo(whole);
  }

  @Test
  void regressor_labelsOfAnyUnit_arePredicted() {
    Dataset<Row> labelled = data.withColumn("label", data.col("label").multiply(1000).plus(50_000));
    NetworkRegressionModel model =
        new NetworkRegressor()
            .setNetwork("conv(8, 3) batchnorm relu residual(8, 2) avgpool dense(1)")
            .setBackend("torch")
            .setBatchSize(16)
            .setMaxIter(25)
            .fit(labelled);
    double error =
        model.transform(labelled).selectExpr("avg(abs(label - prediction))").head().getDouble(0);
    assertThat(error).isLessThan(300);
  }

  /** A network whose head is new, over the trunk of a trained one that stays what it is. */
  @Test
  void initialModelAndFrozen_fineTuneTheHeadAlone() throws IOException {
    NetworkClassificationModel before = small().fit(data);
    NetworkClassifier stage =
        small()
            .setNetwork(TEXT.replace("dense(3)", "dense(12) relu dense(3)"))
            .setInitialModel(before)
            .setFrozen("*, !dense*");
    NetworkClassificationModel after = stage.fit(data);
    assertThat(parts(after)).containsAllEntriesOf(without(parts(before), "dense"));
    assertThat(after.layers().where("layer = 'batchnorm'").head().getList(2))
        .isEqualTo(List.of("batchnorm2.weight [6]", "batchnorm2.bias [6]"));
    assertThat(stage.setEngine("job").fit(data.repartition(3)).weightsSha256())
        .isEqualTo(after.weightsSha256());
  }

  private static Map<String, String> parts(NetworkClassificationModel model) throws IOException {
    Path path = folder.resolve(model.uid());
    model.save(path.toString());
    byte[] script = Files.readAllBytes(path.resolve("network.pt"));
    TorchNetwork network = TorchNetwork.read(script, "network.pt", IMAGE);
    double[] values = network.point();
    Map<String, String> parts = new HashMap<>();
    for (NetworkPart part : network.parts().parameters()) {
      double[] numbers = Arrays.copyOfRange(values, part.from(), part.from() + part.count());
      parts.put(part.name(), Arrays.toString(numbers));
    }
    return parts;
  }

  private static Map<String, String> without(Map<String, String> parts, String prefix) {
    parts.keySet().removeIf(name -> name.startsWith(prefix));
    return parts;
  }

  @Test
  void validation_networkWithBatchnorm_servesTheBestEpoch() {
    NetworkClassifier stage =
        small().setMaxIter(6).setPatience(2).setValidationIndicatorCol("held");
    NetworkClassificationModel model =
        stage.fit(data.withColumn("held", functions.rand(3).lt(0.3)));
    assertThat(model.summary().validationHistory()).hasSizeBetween(3, 6);
  }

  /** Without a jar for networks, layers of core are enough for plain ones. */
  @Test
  void backend_core_agreesWithTorch() {
    NetworkClassifier stage =
        new NetworkClassifier()
            .setNetwork("dense(12) tanh dense(3)")
            .setOptimMethod("sgd + constant(0.1)")
            .setNumShards(2)
            .setMaxIter(2);
    NetworkClassificationModel core = stage.setBackend("core").fit(data);
    NetworkClassificationModel torch = stage.setBackend("torch").fit(data);
    for (Row row : data.limit(5).collectAsList()) {
      assertThat(core.predictRaw(row.getAs("features")).toArray())
          .containsExactly(torch.predictRaw(row.getAs("features")).toArray(), within(1e-4));
    }
    String path = folder.resolve("core").toString();
    assertThatNoSuchFile(path);
    assertThat(saved(core, path).weightsSha256()).isEqualTo(core.weightsSha256());
  }

  private static void assertThatNoSuchFile(String path) {
    assertThat(Path.of(path)).doesNotExist();
  }

  private static NetworkClassificationModel saved(NetworkClassificationModel model, String path) {
    try {
      model.save(path);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return NetworkClassificationModel.load(path);
  }

  @Test
  void fit_wrongFilesAndBackends_saysWhatToDo() throws IOException {
    String file = file("conv(4, 3) relu dense(4)");
    NetworkClassifier stage = new NetworkClassifier().setNetwork(file).setInputShape(1, 8, 8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(data))
        .withMessage("network: must end in 3 outputs, as column label has 3 classes, ended in [4]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().setBackend("other").fit(data))
        .withMessageContaining("backend: other needs the jar spark-optim-other");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().setBackend("core").fit(data))
        .withMessageContaining("backend core has dense layers");
    Path damaged = folder.resolve("damaged.pt");
    Files.writeString(damaged, "PK, but no script");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setNetwork(damaged.toString()).fit(data))
        .withMessageStartingWith("network: " + damaged + " is no TorchScript file");
    assertThatThrownBy(() -> stage.setNetwork(folder.resolve("none.pt").toString()).fit(data))
        .hasMessageContaining("there is no file");
  }
}
