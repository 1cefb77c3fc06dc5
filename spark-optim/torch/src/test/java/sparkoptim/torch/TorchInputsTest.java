// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.network.NetworkInput;
import sparkoptim.core.network.text.Shape;
import sparkoptim.ml.NetworkClassificationModel;
import sparkoptim.ml.NetworkClassifier;
import sparkoptim.ml.NetworkRegressionModel;
import sparkoptim.ml.NetworkRegressor;

/** Networks whose inputs are several columns, and which tell their loss themselves. */
class TorchInputsTest {
  private static final List<NetworkInput> INPUTS =
      List.of(
          new NetworkInput("tokens", Shape.of(6), true),
          new NetworkInput("image", Shape.of(1, 8, 8), false));

  @TempDir private static Path folder;
  private static Dataset<Row> data;

  @BeforeAll
  static void library() {
    Batches.assumeLibrary();
    data = TwoInputs.rows(150).cache();
  }

  private static String file(int outputs, String loss) throws IOException {
    Path file = folder.resolve("two" + outputs + String.valueOf(loss).hashCode() + ".pt");
    Files.write(file, TwoInputs.file(outputs, loss));
    return file.toString();
  }

  private static NetworkClassifier classifier(String loss) throws IOException {
    return new NetworkClassifier()
        .setNetwork(file(3, loss))
        .setInputCols("tokens", "image")
        .setInputShapes("[], [1, 8, 8]")
        .setMaxIter(3)
        .setNumShards(2);
  }

  /** Partitions, engines and the rows' order do not matter. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "module"})
  void fit_severalColumns_hasTheSameBits(String loss) throws IOException {
    NetworkClassifier stage = classifier(TwoInputs.MEAN).setLoss(loss);
    NetworkClassificationModel model = stage.fit(data);
    String bits = model.weightsSha256();
    assertThat(stage.setEngine("job").fit(data.repartition(5)).weightsSha256()).isEqualTo(bits);
    assertThat(stage.setEngine("ranks").fit(data.coalesce(1)).weightsSha256()).isEqualTo(bits);
    assertThat(model.summary().objective()).isFinite();
    assertThat(model.numFeatures()).isEqualTo(70);
  }

  @Test
  void fit_lossOfTheModule_isWhatTheModuleSays() throws IOException {
    double[] stages = head(classifier(null).fit(data));
    assertThat(head(classifier(TwoInputs.EACH).setLoss("module").fit(data)))
        .containsExactly(stages, within(1e-3));
    assertThat(head(classifier(TwoInputs.MEAN).setLoss("module").fit(data)))
        .containsExactly(stages, within(1e-3));
    String other = TwoInputs.MEAN.replace("0.)", "0.5)"); // smoothed labels
    assertThat(head(classifier(other).setLoss("module").fit(data))[0])
        .isNotCloseTo(stages[0], within(1e-2));
  }

  private static double[] head(NetworkClassificationModel model) {
    return model.transform(data).head().<Vector>getAs("rawPrediction").toArray();
  }

  @Test
  void fit_regressorWithLossOfTheModule_predictsItsOutput() throws IOException {
    NetworkRegressor stage =
        new NetworkRegressor()
            .setNetwork(file(1, TwoInputs.SQUARES))
            .setInputCols("tokens", "image")
            .setInputShapes("[6], [1, 8, 8]")
            .setLoss("module")
            .setMaxIter(30)
            .setBatchSize(16)
            .setLearningRate(0.02);
    NetworkRegressionModel model = stage.fit(data);
    double error =
        model.transform(data).selectExpr("avg(abs(label - prediction))").head().getDouble(0);
    assertThat(error).isLessThan(0.6);
  }

  @Test
  void save_load_givesTheSameModelWithItsInputs() throws IOException {
    NetworkClassificationModel model = classifier(TwoInputs.MEAN).setLoss("module").fit(data);
    String path = folder.resolve("saved").toString();
    model.save(path);
    NetworkClassificationModel loaded = NetworkClassificationModel.load(path);
    assertThat(head(loaded)).containsExactly(head(model));
    assertThat(loaded.getInputCols()).containsExactly("tokens", "image");
    StructType schema = loaded.transformSchema(data.schema());
    assertThat(schema.fieldNames())
        .containsExactlyInAnyOrder(
            "label", "tokens", "image", "rawPrediction", "probability", "prediction");
    assertThat(loaded.transform(data).schema().fieldNames())
        .containsExactlyInAnyOrder(schema.fieldNames());
    byte[] script = Files.readAllBytes(folder.resolve("saved/network.pt"));
    TorchNetwork network = TorchNetwork.read(script, "network.pt", INPUTS);
    Row first = data.head();
    try (TorchScorer scorer = new TorchScorer(network, 1)) {
      int at = scorer.next();
      List<Integer> tokens = first.getList(1);
      for (int i = 0; i < tokens.size(); i++) {
        scorer.values()[at + i] = tokens.get(i);
      }
      for (int i = 0; i < 64; i++) {
        scorer.values()[at + 6 + i] = (float) first.<Vector>getAs(2).apply(i);
      }
      assertThat(scorer.scores()[0]).containsExactly(head(model), within(1e-5));
    }
  }

  @Test
  void fit_takenUpFromACheckpoint_hasTheBitsOfAnUninterruptedOne() throws IOException {
    NetworkClassifier stage =
        classifier(TwoInputs.EACH).setLoss("module").setOptimMethod("adamw + constant(0.003)");
    String whole = stage.fit(data).weightsSha256();
    String checkpoints = folder.resolve("checkpoints").toUri().toString();
    stage.setCheckpointDir(checkpoints).setMaxSeconds(1e-9).fit(data);
    stage.setResume("require").setEngine("job").setMaxSeconds(1e9);
    assertThat(stage.fit(data.repartition(3)).weightsSha256()).isEqualTo(whole);
  }

  @Test
  void validation_lossOfTheModule_isMeasured() throws IOException {
    NetworkClassifier stage =
        classifier(TwoInputs.MEAN).setLoss("module").setValidationIndicatorCol("held");
    Dataset<Row> held = data.withColumn("held", functions.rand(3).lt(0.3));
    double[] module = stage.fit(held).summary().validationHistory();
    double[] own = stage.setLoss("auto").fit(held).summary().validationHistory();
    assertThat(module).containsExactly(own, within(1e-2));
  }

  /** Categories of StringIndexer and texts of layers need no file. */
  @Test
  void fit_tokensToLayersOfAText_learns() {
    Dataset<Row> said =
        data.withColumn("label", functions.expr("cast(array_contains(tokens, 3) as double)"));
    NetworkClassificationModel model =
        new NetworkClassifier()
            .setNetwork("embedding(10, 8) lstm(8) dense(2)")
            .setInputCols("tokens")
            .setOptimMethod("adamw + constant(0.02)")
            .setBatchSize(16)
            .setMaxIter(25)
            .fit(said);
    long right = model.transform(said).where("label = prediction").count();
    assertThat(right / (double) said.count()).isGreaterThan(0.9);
  }

  @Test
  void fit_columnsThatDoNotFit_saysWhichAndWhy() throws IOException {
    NetworkClassifier stage = classifier(TwoInputs.MEAN).setInputShapes("");
    refused(stage.setInputCols("tokens"), "has forward(tokens: Tensor, image: Tensor), and gets 1");
    refused(stage.setInputCols("tokens", "none"), "there is no column none; there are label");
    refused(
        stage.setInputCols("image", "tokens").setInputShapes(""),
        "fails on rows of shape (image [64], tokens [6] of whole numbers) (inputCols): ");
    refused(
        stage.setInputCols("tokens", "image").setInputShapes("[2]"),
        "column tokens: must have at most 2 numbers in a row, as its shape is [2], had ");
    refused(
        stage.setInputShapes("[6], [8, 8], [1]"),
        "inputShapes must have a shape for each of inputCols");
    refused(classifier(null).setLoss("module"), "has a method loss of its inputs and labels");
    refused(
        classifier("torch.flatten(x, 1, -1)").setLoss("module"),
        "its loss must be the mean over rows, or a number for each of 2");
    refused(
        new NetworkClassifier().setInputCols("image").setNetwork("dense(3)").setLoss("module"),
        "loss: module needs a TorchScript file");
    refused(
        new NetworkClassifier().setNetwork(file(3, null)).setFeaturesCol("image"),
        "inputCols must name a column for each");
    Dataset<Row> missing = data.withColumn("tokens", functions.expr("if(label = 1, null, tokens)"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier(null).fit(missing))
        .withMessage("column tokens: must not be null");
    Dataset<Row> weighted = data.withColumn("weight", functions.lit(2.0));
    assertThatThrownBy(
            () -> classifier(TwoInputs.MEAN).setLoss("module").setWeightCol("weight").fit(weighted))
        .hasStackTraceContaining("let its loss be a number for each row");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setInputShapes("8, 8"))
        .withMessageContaining("inputShapes must be shapes in brackets");
  }

  private static void refused(NetworkClassifier stage, String message) {
    assertThatThrownBy(() -> stage.fit(data)).hasStackTraceContaining(message);
  }
}
