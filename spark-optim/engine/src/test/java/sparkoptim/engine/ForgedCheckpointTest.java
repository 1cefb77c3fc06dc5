// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.engine.checkpoint.CheckpointException;
import sparkoptim.engine.checkpoint.CheckpointSettings;
import sparkoptim.engine.checkpoint.Checkpoints;
import sparkoptim.engine.checkpoint.Resume;

/**
 * Checkpoints whose digests are right and whose numbers no training came to: with auto the older
 * one is taken, with require the field is named.
 */
@Timeout(60)
class ForgedCheckpointTest {
  private static final String METHOD = "svrg + sgd + bb(0.02) + ema(0.9)";
  private static final int STEPS = 40;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static SmallFit fit;
  private static Training training;

  @TempDir private Path folder;
  private Path latest;
  private ObjectNode manifest;

  @BeforeAll
  static void intoShards() {
    LocalSpark.context().sc().setLogLevel("OFF"); // every forgery is a warning
    fit = new SmallFit(3, 1);
    training = fit.training(METHOD, 50, STEPS);
  }

  @AfterAll
  static void close() {
    fit.close();
  }

  @BeforeEach
  void stopAfterTwoRounds() throws IOException {
    assertThatThrownBy(() -> train(new Interrupted(new RoundEngine(), 2), training, Resume.AUTO))
        .hasMessage("stopped by the test");
    latest = run(training).resolve("step-26");
    manifest = (ObjectNode) JSON.readTree(latest.resolve("manifest.json").toFile());
  }

  private Path run(Training of) {
    return folder.resolve(fit.identity(of).key());
  }

  private Checkpoints checkpoints(Training of, Resume resume) {
    return Checkpoints.open(
        new CheckpointSettings(folder.toString(), 0, 2, resume, true),
        fit.identity(of),
        new Configuration());
  }

  private TrainingState train(Engine engine, Training of, Resume resume) {
    try (Checkpoints checkpoints = checkpoints(of, resume)) {
      return new TrainingDriver(engine, RoundLimit.ofSteps(13), RetryPolicy.DEFAULT, checkpoints)
          .train(of, fit.shards);
    }
  }

  private TrainingState resume(Resume resume) {
    try (Checkpoints checkpoints = checkpoints(training, resume)) {
      return checkpoints.resume(training);
    }
  }

  private void isPassedOver(String what) {
    assertThat(resume(Resume.AUTO).steps()).isEqualTo(13);
    assertThatThrownBy(() -> resume(Resume.REQUIRE))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(latest.toString())
        .hasMessageContaining(what);
  }

  private void sign() throws IOException {
    byte[] content = JSON.writeValueAsBytes(manifest);
    Files.write(latest.resolve("manifest.json"), content);
    Files.writeString(
        latest.resolve("manifest.json.sha256"), sha256(content) + "  manifest.json\n");
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes an array, and into the manifest what belongs to it. */
  private void array(String name, double... values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    Files.write(latest.resolve(name + ".f64"), bytes.array());
    entry(name, values.length, sha256(bytes.array()));
  }

  private void entry(String name, long length, String sha256) {
    for (var entry : manifest.withArray("arrays")) {
      if (entry.get("name").asText().equals(name)) {
        ((ObjectNode) entry).put("length", length).put("sha256", sha256);
        return;
      }
    }
    manifest
        .withArray("arrays")
        .addObject()
        .put("name", name)
        .put("length", length)
        .put("sha256", sha256);
  }

  private static double[] filled(int length, double value) {
    double[] values = new double[length];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void unchanged_isTaken() throws IOException {
    sign();
    assertThat(resume(Resume.REQUIRE).steps()).isEqualTo(26);
  }

  @Test
  void numbersAndCounts_ofNoRun_arePassedOver() throws IOException {
    ObjectNode sound = manifest.deepCopy();
    Map<String, Consumer<ObjectNode>> forgeries = new LinkedHashMap<>();
    forgeries.put("stepSize.eta is NaN", json -> numbers(json).put("stepSize.eta", "NaN"));
    forgeries.put(
        "estimator.snapshot.loss is NaN",
        json -> numbers(json).put("estimator.snapshot.loss", "NaN"));
    forgeries.put("no field stepSize.ceiling", json -> numbers(json).remove("stepSize.ceiling"));
    forgeries.put("the loop is at step 25", json -> counts(json).put("step", 25));
    forgeries.put("count step must be >= 0", json -> counts(json).put("step", Long.MIN_VALUE));
    forgeries.put(
        "count estimator.snapshot.step must be >= -1",
        json -> counts(json).put("estimator.snapshot.step", -2));
    forgeries.put("no field step", json -> counts(json).remove("step"));
    forgeries.put("converged must be 0 or 1, was 5", json -> counts(json).put("converged", 5));
    forgeries.put("its loop by CONVERGED", json -> counts(json).put("converged", 1));
    forgeries.put("passes", json -> json.put("passes", 1e9));
    for (Map.Entry<String, Consumer<ObjectNode>> forgery : forgeries.entrySet()) {
      manifest = sound.deepCopy();
      forgery.getValue().accept(manifest);
      sign();
      isPassedOver(forgery.getKey());
    }
  }

  private static ObjectNode numbers(ObjectNode manifest) {
    return (ObjectNode) manifest.get("loop").get("numbers");
  }

  private static ObjectNode counts(ObjectNode manifest) {
    return (ObjectNode) manifest.get("loop").get("counts");
  }

  @Test
  void vectorOfAnotherLength_isPassedOver() throws IOException {
    array("loop.rule.x", filled(7, 0));
    sign();
    isPassedOver("rule.x has 7 values, this run needs 9");
  }

  @Test
  void vectorWithNaN_isPassedOver() throws IOException {
    array("loop.rule.x", filled(9, Double.NaN));
    sign();
    isPassedOver("value 0 of rule.x is NaN");
  }

  @Test
  void curveLongerThanTheTraining_isPassedOver() throws IOException {
    array("curve", filled(7 * 100, 0));
    sign();
    isPassedOver("its learning curve is of 700 numbers after 26 steps");
  }

  /** No byte of it is on the disk, and no room is made for it. */
  @Test
  void sparseFileOfSixteenGigabytes_isPassedOverUnread() throws IOException {
    long length = Integer.MAX_VALUE - 8L;
    try (RandomAccessFile file =
        new RandomAccessFile(latest.resolve("loop.rule.x.f64").toFile(), "rw")) {
      file.setLength(8 * length);
    }
    entry("loop.rule.x", length, "00");
    sign();
    isPassedOver("");
    for (var mode : new Resume[] {Resume.AUTO}) {
      try (Checkpoints checkpoints = checkpoints(training, mode)) {
        assertThat(checkpoints.resume().steps()).isEqualTo(13);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "manifest.json.sha256", "loop.rule.x.f64"})
  void pipe_isPassedOverAndNotOpened(String name) throws Exception {
    Path file = latest.resolve(name);
    Files.delete(file);
    assumeThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    isPassedOver(name);
  }

  @Test
  void served_ofAnotherLengthOrNaN_isPassedOver() throws IOException {
    train(new RoundEngine(), training, Resume.AUTO);
    latest = run(training).resolve("step-40");
    manifest = (ObjectNode) JSON.readTree(latest.resolve("manifest.json").toFile());
    assertThat(manifest.get("stopReason").asText()).isEqualTo("max-iter");
    array("served", filled(3, 0));
    sign();
    assertRefused("the served point has 3 values, this run needs 9");
    array("served", filled(9, Double.NaN));
    sign();
    assertRefused("value 0 of served is NaN");
    array("served", filled(9, 0.5));
    sign();
    assertThat(resume(Resume.REQUIRE).steps()).isEqualTo(40);
  }

  private void assertRefused(String what) {
    assertThatThrownBy(() -> resume(Resume.REQUIRE)).hasMessageContaining(what);
  }

  /** Names of a file reach the log on one line. */
  @Test
  void controlCharacters_areShownByTheirNumbers() throws IOException {
    ((ObjectNode) manifest.get("settings")).put("method", "a\u001b[2K\nspark-optim: fake");
    sign();
    assertThatThrownBy(() -> resume(Resume.REQUIRE))
        .hasMessageContaining("a\\u001b[2K\\u000aspark-optim: fake");
  }

  @Test
  void hundredsOfEmptyFolders_arePassedOver() throws IOException {
    for (int step = 100; step < 600; step++) {
      Files.createDirectory(latest.resolveSibling("step-" + step));
    }
    assertThat(resume(Resume.AUTO).steps()).isEqualTo(26);
  }

  /** What trainings of all kinds leave is taken up again: the check refuses no honest state. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sampled-newton",
        "svrg(every=2) + local + bb",
        "plain + sgd + sgd-bb(0.02)",
        "alpha-svrg + adamw + one-cycle(0.003)",
        "saga + sgd + constant(0.02)",
        "sarah + sgd + constant(0.02)",
        "l-svrg + sgd + constant(0.02)",
        "storm + sgd + constant(0.02)",
        "plain + step-tuned + constant(0.02) + lawa",
        "plain + spa + plateau(0.02) + swa",
        "plain + local + constant(0.02) + two-point",
        "plain + schedule-free-adamw + constant(0.02)",
        "plain + schedule-free-sgd + constant(0.02)",
        "plain + rmsprop + constant(0.002)",
        "plain + adagrad + constant(0.02)",
        "plain + adadelta + constant(1)",
        "plain + ftrl + constant(0.02)",
        "plain + lars + constant(0.02)",
        "plain + adamax + constant(0.002)",
        "clip(svrg, 3) + heavy-ball + constant(0.02)",
        "mars + gpa + constant(0.02)",
        "mars(exact=false) + prodigy + constant(1)",
        "plain + sgd + sps",
      })
  void honestStates_ofEveryKind_areTaken(String method) {
    boolean whole = method.contains("newton") || method.contains("local");
    for (double tolerance : new double[] {0, 1e-9}) {
      Training plain = fit.training(method, whole ? 0 : 50, 30);
      Training honest =
          new Training(
              "test",
              plain.method(),
              plain.problem(),
              plain.batchSize(),
              30,
              tolerance,
              plain.point());
      StateCheck check = new StateCheck(honest);
      TrainingState state = null;
      for (int round = 0; round < 3 && (state == null || state.stopReason() == null); round++) {
        state = new RoundEngine().round(honest, fit.shards, state, RoundLimit.ofSteps(2 + round));
        check.require(state);
      }
    }
  }
}
