// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.engine.checkpoint.CheckpointException;

/** What network stages do beside plain training, by the backend that needs no jar. */
class NetworkTrainingTest {
  private static Dataset<Row> noisy;

  @TempDir private static Path folder;

  /** Few rows to train on, with labels that are wrong one time in four: a network learns them. */
  @BeforeAll
  static void data() {
    SplittableRandom random = new SplittableRandom(4);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      double a = random.nextDouble(-1, 1);
      double b = random.nextDouble(-1, 1);
      boolean wrong = random.nextInt(4) == 0;
      rows.add(LocalSession.row(a * b > 0 != wrong ? 1 : 0, i % 2, a, b));
    }
    noisy = LocalSession.data(rows).withColumn("held", functions.col("weight").equalTo(0)).cache();
  }

  private static NetworkClassifier stage() {
    return new NetworkClassifier()
        .setNetwork("dense(40) tanh dense(40) tanh dense(2)")
        .setBackend("core")
        .setOptimMethod("adam + constant(0.02)")
        .setBatchSize(16)
        .setMaxIter(60);
  }

  private static double[] history(NetworkClassificationModel model) {
    return model.summary().validationHistory();
  }

  /** The mean loss of the rows held back, by the model's own probabilities. */
  private static double loss(NetworkClassificationModel model) {
    return model.transform(noisy.where("held")).collectAsList().stream()
        .mapToDouble(
            row -> -Math.log(row.<Vector>getAs("probability").apply((int) row.getDouble(0))))
        .average()
        .orElseThrow();
  }

  @Test
  void validation_lossRises_endsEarlyAndServesTheBestPoint() throws IOException {
    NetworkClassifier stage = stage().setValidationIndicatorCol("held").setPatience(4);
    Path log = folder.resolve("fit.jsonl");
    NetworkClassificationModel model =
        stage.copy(new ParamMap()).setTrainingLog(log.toString()).fit(noisy);
    assertThat(Files.readAllLines(log))
        .filteredOn(line -> line.contains("stopReason"))
        .singleElement()
        .asString()
        .contains("early-stop");
    double[] losses = history(model);
    double least = Arrays.stream(losses).min().orElseThrow();
    assertThat(model.summary().stopReason()).isEqualTo("early-stop");
    assertThat(losses).hasSizeLessThan(60);
    assertThat(losses[losses.length - 5]).isEqualTo(least);
    assertThat(loss(model)).isCloseTo(least, within(1e-5));
    assertThat(model.summary().rows()).isEqualTo(120);

    // The point is that of the epoch at which a shorter training would have ended.
    NetworkClassificationModel shorter =
        stage.copy(new ParamMap()).setMaxIter(losses.length - 4).fit(noisy);
    assertThat(shorter.weightsSha256()).isEqualTo(model.weightsSha256());
    assertThat(shorter.summary().stopReason()).isEqualTo("max-iter");
    assertThat(shorter.summary().objective()).isCloseTo(model.summary().objective(), within(1e-6));
    assertThat(stage.setEngine("job").fit(noisy.repartition(5)).weightsSha256())
        .isEqualTo(model.weightsSha256());
  }

  /** Ended by its clock again and again: the bits, losses and end of one that was not. */
  @Test
  void validation_takenUpFromCheckpoints_hasTheBitsOfAnUninterruptedFit() throws IOException {
    NetworkClassifier stage = stage().setValidationIndicatorCol("held").setPatience(4);
    NetworkClassificationModel whole = stage.fit(noisy);
    Path checkpoints = folder.resolve("checkpoints");
    stage.setCheckpointDir(checkpoints.toUri().toString()).setCheckpointSeconds(0);
    NetworkClassificationModel model = stage.setMaxSeconds(0.02).fit(noisy);
    assertThat(model.summary().stopReason()).isEqualTo("time-limit");
    for (int i = 0; i < 60 && model.summary().stopReason().equals("time-limit"); i++) {
      model = stage.setResume("require").setMaxSeconds(i < 4 ? 0.02 : 1e9).fit(noisy);
    }
    assertThat(model.summary().stopReason()).isEqualTo("early-stop");
    assertThat(model.weightsSha256()).isEqualTo(whole.weightsSha256());
    assertThat(history(model)).containsExactly(history(whole));
    try (var left = Files.list(checkpoints)) {
      assertThat(left).isEmpty();
    }
  }

  /** The checkpoint is no use without: passed over where another may do, and refused else. */
  @Test
  void validation_historyIsDamagedOrMissing_countsAsADamagedCheckpoint() throws IOException {
    Path checkpoints = folder.resolve("damaged");
    NetworkClassifier stage =
        stage()
            .setValidationIndicatorCol("held")
            .setMaxIter(4)
            .setCheckpointDir(checkpoints.toUri().toString())
            .setKeepCheckpoints(true);
    String bits = stage.fit(noisy).weightsSha256();
    assertThat(stage.setResume("require").fit(noisy).weightsSha256()).isEqualTo(bits);
    for (Path file : validations(checkpoints)) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2]++;
      Files.write(file, bytes);
    }
    assertThatThrownBy(() -> stage.fit(noisy))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("validation-<step> with the 3 validation losses before step")
        .hasMessageContaining("resume = auto would");
    assertThat(stage.setResume("auto").fit(noisy).weightsSha256()).isEqualTo(bits);
    assertThat(stage.setResume("require").fit(noisy).weightsSha256()).isEqualTo(bits);
    for (Path file : validations(checkpoints)) {
      Files.delete(file);
    }
    assertThatThrownBy(() -> stage.fit(noisy)).hasMessageContaining("there is none");
    assertThat(stage.setResume("auto").fit(noisy).weightsSha256()).isEqualTo(bits);
  }

  private static List<Path> validations(Path checkpoints) throws IOException {
    try (var files = Files.walk(checkpoints)) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().startsWith("validation-")).toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  @Test
  void validation_rowsOfAnotherWidth_areRefused() {
    UDF1<Vector, Vector> wider = row -> Vectors.dense(row.apply(0), row.apply(1), 0);
    Column wide = functions.udf(wider, SQLDataTypes.VectorType()).apply(functions.col("features"));
    Dataset<Row> rows =
        noisy.withColumn(
            "features",
            functions.when(functions.col("held"), wide).otherwise(functions.col("features")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage().setValidationIndicatorCol("held").fit(rows))
        .withMessage(
            "column features: rows to validate by must have as many features as rows to train on,"
                + " had 3 and 2");
  }

  /** Losses of epochs whose point was lost count as infinite, or nothing could fall below them. */
  @Test
  void validation_firstLossIsNaN_isNotTheLeast() {
    ValidationHistory history = new ValidationHistory();
    history.add(1, Double.NaN, new double[] {1});
    assertThat(history.bestPoint()).containsExactly(1);
    history.add(2, 5, new double[] {2});
    history.add(3, Double.NaN, new double[] {3});
    history.add(4, 6, new double[] {4});
    assertThat(history.bestPoint()).containsExactly(2);
    assertThat(history.sinceBest()).isEqualTo(2);
    assertThat(history.losses()).containsExactly(Double.NaN, 5, Double.NaN, 6);
  }

  @Test
  void validation_rows_areNotTrainedOn() {
    NetworkClassificationModel with =
        stage().setMaxIter(2).setValidationIndicatorCol("held").fit(noisy);
    NetworkClassificationModel without = stage().setMaxIter(2).fit(noisy.where("not held"));
    assertThat(history(with)).hasSize(2);
    assertThat(history(with)[1]).isLessThan(history(with)[0]);
    assertThat(with.weightsSha256()).isEqualTo(without.weightsSha256());
    assertThat(history(without)).isEmpty();
  }

  @Test
  void validation_wrongColumns_saysWhatToDo() {
    NetworkClassifier stage = stage().setValidationIndicatorCol("held");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(noisy.withColumn("held", functions.lit(1))))
        .withMessageStartingWith("column held: validationIndicatorCol must be of booleans");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(noisy.withColumn("held", functions.lit(true))))
        .withMessageContaining("is true in 240 rows and false in 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(noisy.withColumn("held", functions.expr("nullif(held, true)"))))
        .withMessageContaining("is null in 120 rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage().setValidationIndicatorCol("hold").fit(noisy))
        .withMessage(
            "validationIndicatorCol must name a column of booleans, and there is no column hold;"
                + " there are "
                + String.join(", ", noisy.columns()));
  }

  /** A frozen part has the bits of the start, whatever the rule, the penalty and the average. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "adamw(decay=0.1) + constant(0.02)",
        "sgd(momentum=0.9) + constant(0.1) + ema(0.9)",
        "spa + constant(0.1)",
        "alpha-svrg + sgd + constant(0.1)",
        "lars + constant(0.1)"
      })
  void frozen_parts_stay(String method) {
    NetworkClassifier stage = stage().setOptimMethod(method).setRegParam(0.01).setMaxIter(2);
    double[] start =
        stage.copy(new ParamMap()).setMaxIter(0).fit(noisy).trained().served().values();
    double[] end =
        stage.setFrozen("*, !dense5.weight, !dense3.b*").fit(noisy).trained().served().values();
    int first = 40 * 2 + 40 + 40 * 40; // dense1 and the matrix of dense3
    assertThat(Arrays.copyOf(end, first)).containsExactly(Arrays.copyOf(start, first));
    assertThat(end[end.length - 1]).isEqualTo(start[end.length - 1]);
    for (int i = first; i < end.length - 2; i++) {
      assertThat(end[i]).as("number " + i).isNotEqualTo(start[i]);
    }
  }

  /** Rules with a decay of their own move what has no gradient: the others must not train on it. */
  @ParameterizedTest
  @ValueSource(strings = {"lars + constant(1)", "ftrl(l2=0.1) + constant(0.1)"})
  void frozen_partsThatARuleMoves_objectiveIsThatOfTheServedModel(String method) {
    NetworkClassificationModel model =
        stage()
            .setOptimMethod(method)
            .setMaxIter(3)
            .setFrozen("dense1, dense3")
            .fit(noisy.where("held"));
    assertThat(model.summary().objective()).isCloseTo(loss(model), within(1e-5));
  }

  @Test
  void withBackend_namesTheBackendAndKeepsTheSummary() {
    NetworkClassificationModel model = stage().setBackend("auto").setMaxIter(1).fit(noisy);
    NetworkClassificationModel other = model.withBackend("core");
    assertThat(other.getBackend()).isEqualTo("core");
    assertThat(other.summary().objective()).isEqualTo(model.summary().objective());
    assertThat(model.getBackend()).isEqualTo("auto");
  }

  @Test
  void frozen_wrongPatterns_nameTheParts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage().setFrozen("dense1, conv2").fit(noisy))
        .withMessageStartingWith(
            "frozen: no part of the network is named conv2; there are dense1.weight, dense1.bias");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage().setFrozen("*").fit(noisy))
        .withMessageStartingWith("frozen must leave a part to train");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage().setFrozen("dense1,,dense3"))
        .withMessageContaining("must be names of parts");
  }

  @Test
  void initialModel_partsOfTheSameNameAndSizes_areTakenOver() {
    NetworkClassificationModel trained = stage().setMaxIter(5).fit(noisy);
    double[] before = trained.trained().served().values();
    NetworkRegressor other =
        new NetworkRegressor()
            .setNetwork("dense(40) tanh dense(40) tanh dense(1)")
            .setBackend("core")
            .setMaxIter(0)
            .setInitialModel(trained);
    double[] after = other.copy(new ParamMap()).fit(noisy).trained().served().values();
    int shared = after.length - 41;
    assertThat(Arrays.copyOf(after, shared)).containsExactly(Arrays.copyOf(before, shared));
    assertThat(after[shared]).isNotEqualTo(before[shared]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> other.setNetwork("dense(7) tanh dense(1)").fit(noisy))
        .withMessageStartingWith("initialModel must have a part with name and sizes of one")
        .withMessageContaining("dense1.weight [40, 2]")
        .withMessageContaining("dense1.weight [7, 2]");
  }

  @Test
  void initialModel_shrunkAndPerturbed_isTheSumOfBothStarts() {
    NetworkClassificationModel trained = stage().setMaxIter(5).fit(noisy);
    NetworkClassifier later = stage().setMaxIter(0).setSeed(77);
    double[] fresh = later.fit(noisy).trained().served().values();
    double[] before = trained.trained().served().values();
    double[] start =
        later.setInitialModel(trained, 0.5, 0.25).fit(noisy).trained().served().values();
    for (int i = 0; i < start.length; i++) {
      assertThat(start[i]).isCloseTo(0.5 * before[i] + 0.25 * fresh[i], within(1e-6));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> later.setInitialModel(trained, 1.5, 0))
        .withMessage("shrink must be from 0 to 1, was 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> later.setInitialModel(trained, 1, -1))
        .withMessage("perturb must be finite and at least 0, was -1.0");
  }

  @Test
  void classWeights_areFactorsOfRowWeights() {
    Dataset<Row> weighted =
        noisy.withColumn("weight", functions.expr("if(label = 1, 3.0D, 1.0D)")).cache();
    NetworkClassifier stage =
        stage().setMaxIter(3).setBatchSize(1000).setOptimMethod("sgd + constant(0.5)");
    NetworkClassificationModel byRows =
        stage.copy(new ParamMap()).setWeightCol("weight").fit(weighted);
    NetworkClassificationModel byClass =
        stage.copy(new ParamMap()).setClassWeights("1, 3").fit(weighted);
    assertThat(byClass.summary().objective())
        .isCloseTo(byRows.summary().objective(), within(1e-6))
        .isNotCloseTo(stage.fit(weighted).summary().objective(), within(1e-3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setClassWeights("1, 2, 3").fit(weighted))
        .withMessageContaining("classWeights has 3 numbers");
  }

  @Test
  void layers_ofAText_haveShapesAndCounts() {
    List<Row> layers = stage().setMaxIter(0).fit(noisy).layers().collectAsList();
    assertThat(layers).hasSize(5);
    assertThat(layers.get(2).getString(0)).isEqualTo("dense(40)");
    assertThat(layers.get(2).getList(1)).isEqualTo(List.of(40));
    assertThat(layers.get(2).getList(2))
        .isEqualTo(List.of("dense3.weight [40, 40]", "dense3.bias [40]"));
    assertThat(layers.get(2).getLong(3)).isEqualTo(1640);
    assertThat(layers.get(3).getLong(3)).isZero();
  }

  @Test
  void saveWeights_file_hasEveryTensorByName() throws IOException {
    NetworkClassificationModel model = stage().setMaxIter(1).fit(noisy);
    Path file = folder.resolve("weights.safetensors");
    model.saveWeights(file.toString());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] head = new byte[(int) bytes.getLong()];
    bytes.get(head);
    assertThat((Long.BYTES + head.length) % 8).isZero();
    JsonNode tensor =
        new ObjectMapper().readTree(new String(head, StandardCharsets.UTF_8)).get("dense3.bias");
    assertThat(tensor.get("dtype").asText()).isEqualTo("F32");
    assertThat(tensor.get("shape").toString()).isEqualTo("[40]");
    int from = Long.BYTES + head.length + tensor.get("data_offsets").get(0).asInt();
    double[] values = model.trained().served().values();
    for (int i = 0; i < 40; i++) {
      assertThat((double) bytes.getFloat(from + i * Float.BYTES))
          .isCloseTo(values[120 + 1600 + i], within(1e-6));
    }
    assertThat(bytes.capacity()).isEqualTo(Long.BYTES + head.length + 4 * values.length);
  }
}
