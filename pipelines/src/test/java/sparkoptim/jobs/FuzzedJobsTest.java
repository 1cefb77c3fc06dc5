// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs with damaged configurations, data, models and checkpoints: each ends by a declared exit code
 * and one line, loses no file, and leaves the next good job its bits.
 */
final class FuzzedJobsTest {
  private static final boolean SOAK = "1".equals(System.getenv("SPARK_OPTIM_SOAK"));
  private static final int JOBS = SOAK ? 10_000 : 300;
  private static final List<Integer> DECLARED =
      List.of(
          ExitCode.SUCCEEDED,
          ExitCode.CONFIGURATION,
          ExitCode.REPORT_INCOMPLETE,
          ExitCode.REFUSED,
          ExitCode.TRY_AGAIN);

  /** What a person may write by mistake where a value stands, and what an enemy may. */
  private static final String[] VALUES = {
    "-1",
    "0",
    "1.5",
    "1e309",
    "NaN",
    "true",
    "null",
    "[]",
    "{}",
    "\"\"",
    "\"x y\"",
    "2147483648",
    "\"../..\"",
    "[1, 2]",
    "\"\\u0000\"",
    "99999999999999999999"
  };

  private static final String[] KEYS = {
    "data.format",
    "data.train",
    "data.labelColumn",
    "data.relabel",
    "data.numFeatures",
    "data.split.testEvery",
    "data.split.testFraction",
    "data.split.first",
    "data.options.mode",
    "features",
    "stage.class",
    "stage.params.maxIter",
    "stage.params.regParam",
    "stage.params.optimMethod",
    "stage.params.seed",
    "stage.params.checkpointDir",
    "stage.params.resume",
    "stage.params.threshold",
    "stage.params.family",
    "overwrite",
    "progress",
    "logLevel",
    "stage.params.tol",
    "stage.params.fitIntercept",
    "stage.params.nope"
  };

  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Random random = new Random(20261130);
  private String clean;
  private int finished; // with the bits of a clean run
  private int trained;

  @BeforeEach
  void session() {
    TestSession.get();
  }

  @Test
  @Timeout(3600)
  void jobs_withDamage_endByDeclaredCodesAndLoseNothing() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious.txt"), "precious");
    Path data = Files.writeString(folder.resolve("rows.libsvm"), rows());
    String config = config(data);
    assertThat(run("train", config)).as(err()).isZero();
    clean = sha256();
    for (int job = 0; job < JOBS; job++) {
      switch (random.nextInt(4)) {
        case 0 -> damagedConfiguration(job, config);
        case 1 -> damagedData(job, config);
        case 2 -> damagedModel(job, config, data);
        default -> damagedCheckpoints(job, config);
      }
      assertThat(precious).hasContent("precious");
      assertThat(data).hasContent(rows());
    }
    assertThat(trained).isGreaterThanOrEqualTo(JOBS * 3 / 10);
    assertThat(finished).isGreaterThanOrEqualTo(JOBS / 10);
    FileUtil.fullyDelete(folder.resolve("out").toFile());
    assertThat(run("train", config)).as(err()).isZero();
    assertThat(sha256()).isEqualTo(clean);
  }

  /** One setting has a value that it should not have, or a piece of the file is gone. */
  private void damagedConfiguration(int job, String config) throws IOException {
    if (random.nextInt(3) > 0) {
      String key = KEYS[random.nextInt(KEYS.length)];
      String value = VALUES[random.nextInt(VALUES.length)];
      ends(job, run("train", config, key + "=" + value), key + "=" + value);
    } else {
      String text = Files.readString(Path.of(config));
      String cut = damaged(text);
      Path file = Files.writeString(folder.resolve("damaged.conf"), cut);
      ends(job, run("train", file.toString()), cut);
    }
  }

  private void damagedData(int job, String config) throws IOException {
    String text = damaged(rows());
    Path file = Files.writeString(folder.resolve("damaged.libsvm"), text);
    ends(job, run("train", config, "data.train=" + file), text);
  }

  private void damagedModel(int job, String config, Path data) throws IOException {
    if (!Files.exists(folder.resolve("out/model"))) {
      assertThat(run("train", config)).as(err()).isZero();
    }
    Path model = folder.resolve("damaged-model");
    FileUtil.fullyDelete(model.toFile());
    TestFolders.copy(folder.resolve("out/model"), model);
    String what = damage(model);
    String predictions = "predictions=" + folder.resolve("predictions");
    int code = run("score", config, "data.score=" + data, "model=" + model, predictions);
    ends(job, code, what);
  }

  private void damagedCheckpoints(int job, String config) throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    FileUtil.fullyDelete(checkpoints.toFile());
    String[] settings = {
      "stage.params.checkpointDir=" + checkpoints, "stage.params.keepCheckpoints=true"
    };
    assertThat(run("train", config, settings[0], settings[1])).as(err()).isZero();
    String what = damage(checkpoints);
    int code = run("train", config, settings[0], settings[1]);
    ends(job, code, what);
    if (code == 0) {
      assertThat(sha256()).as("job %d: %s", job, what).isEqualTo(clean);
      finished++;
    }
  }

  /** Cuts, flips, removes or lengthens one file of a folder. */
  private String damage(Path place) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(place)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    Path file = files.get(random.nextInt(files.size()));
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    byte[] content = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    switch (random.nextInt(4)) {
      case 0 -> Files.deleteIfExists(file);
      case 1 ->
          Files.write(file, java.util.Arrays.copyOf(content, random.nextInt(content.length + 1)));
      case 2 -> {
        if (content.length > 0) {
          content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(file, content);
      }
      default -> Files.write(file, java.util.Arrays.copyOf(content, content.length + 7));
    }
    return place.relativize(file).toString();
  }

  /** Returns a text with a few characters changed, removed or put in. */
  private String damaged(String text) {
    var damaged = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(4)) {
        case 0 -> damaged.setCharAt(at, (char) (32 + random.nextInt(95)));
        case 1 -> damaged.deleteCharAt(at);
        case 2 -> damaged.insert(at, VALUES[random.nextInt(VALUES.length)]);
        default -> damaged.setLength(Math.max(1, at));
      }
    }
    return damaged.toString();
  }

  private void ends(int job, int code, String what) {
    assertThat(code).as("job %d, %s: %s", job, what, err()).isIn(DECLARED);
    trained += code == ExitCode.SUCCEEDED || code == ExitCode.REPORT_INCOMPLETE ? 1 : 0;
    if (code == ExitCode.SUCCEEDED) {
      return;
    }
    List<String> lines = err().lines().filter(line -> line.startsWith("spark-optim: ")).toList();
    assertThat(lines).as("job %d, %s: %s", job, what, err()).hasSize(1);
    assertThat(lines.get(0).length()).isLessThan(2000);
    assertThat(err()).as("job %d, %s", job, what).doesNotContain("\tat ");
  }

  private int run(String... arguments) {
    err.reset();
    return Main.run(
        arguments,
        new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private String err() {
    return err.toString(UTF_8);
  }

  private String sha256() throws IOException {
    JsonNode metrics = new ObjectMapper().readTree(folder.resolve("out/metrics.json").toFile());
    return metrics.at("/weightsSha256").asText();
  }

  private static String rows() {
    var text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      text.append(i % 2).append(" 1:").append(i % 3).append(i % 2 == 0 ? " 2:-1\n" : " 2:1\n");
    }
    return text.toString();
  }

  private String config(Path data) throws IOException {
    String text =
        """
        data {format = libsvm, train = "%s"}
        stage {class = LogisticRegression, params {maxIter = 3, regParam = 0.1}}
        evaluate.replicates = 0
        report = false
        output = "%s/out"
        """
            .formatted(data, folder);
    return Files.writeString(folder.resolve("job.conf"), text).toString();
  }
}
