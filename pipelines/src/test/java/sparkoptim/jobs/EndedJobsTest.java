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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.engine.publish.FaultyFileSystem;

/** Jobs whose file system refuses everything from its k-th operation on: nothing is lost. */
final class EndedJobsTest {
  private static final String LR = "org.apache.spark.ml.classification.LogisticRegression";
  private static final boolean ALL = "1".equals(System.getenv("SPARK_OPTIM_SOAK"));

  /** How many of the operations, drawn, fail in CI; every one of them in the publication's test. */
  private static final int DRAWN = 14;

  @TempDir private Path place;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void faultyFileSystem() {
    Configuration hadoop = TestSession.get().sparkContext().hadoopConfiguration();
    FaultyFileSystem.configuration().getValByRegex("fs\\.faulty\\..*").forEach(hadoop::set);
  }

  @AfterEach
  void heal() {
    FaultyFileSystem.heal();
  }

  @Test
  void train_endedAtAnyOperation_oldOrNewModelWithItsOwnRecord() throws IOException {
    Path out = place.resolve("out");
    String config = config(out);
    assertThat(run("train", config, "stage.params.regParam=0.5")).as(err()).isZero();
    Path before = TestFolders.copy(out, place.resolve("before"));
    for (long k : drawn(operations("train", config, "stage.params.regParam=0.25"))) {
      FileUtil.fullyDelete(out.toFile());
      TestFolders.copy(before, out);
      FaultyFileSystem.failAfter(k, false);
      int code = run("train", config, "stage.params.regParam=0.25");
      FaultyFileSystem.heal();
      assertThat(code).as("k = %d: %s", k, err()).isIn(0, 3, 75, 65);
      assertThat(run("score", config, "data.score=" + rows())).as("k = %d: %s", k, err()).isZero();
      double regParam = whole(out);
      assertThat(regParam).as("k = %d", k).isIn(0.5, 0.25);
      if (code == 0 || code == 3) {
        assertThat(regParam).as("k = %d", k).isEqualTo(0.25);
      }
      assertThat(run("train", config, "stage.params.regParam=0.125")).as(err()).isZero();
      assertThat(whole(out)).isEqualTo(0.125);
      assertThat(leftovers(out)).isEmpty();
    }
  }

  @Test
  void score_endedAtAnyOperation_oldOrNewPredictions() throws IOException {
    Path out = place.resolve("out");
    String config = config(out);
    assertThat(run("train", config)).as(err()).isZero();
    String first = "data.score=" + rows();
    String second = "data.score=" + rows(80);
    assertThat(run("score", config, first)).as(err()).isZero();
    for (long k : drawn(operations("score", config, second))) {
      assertThat(run("score", config, first)).as(err()).isZero();
      FaultyFileSystem.failAfter(k, false);
      int code = run("score", config, second);
      FaultyFileSystem.heal();
      assertThat(code).as("k = %d: %s", k, err()).isIn(0, 75, 65);
      // The next start puts in place what had been decided.
      assertThat(run("score", config, first, "overwrite=false")).isEqualTo(2);
      long found = TestSession.get().read().parquet(out.resolve("predictions").toString()).count();
      assertThat(found).as("k = %d", k).isIn(code == 0 ? List.of(80L) : List.of(40L, 80L));
    }
  }

  private long operations(String... arguments) {
    long many = 1_000_000;
    FaultyFileSystem.failAfter(many, false);
    assertThat(run(arguments)).as(err()).isZero();
    return FaultyFileSystem.operations(many);
  }

  private static Set<Long> drawn(long operations) {
    assertThat(operations).isGreaterThan(20);
    Set<Long> drawn = new TreeSet<>();
    if (ALL) {
      Stream.iterate(0L, k -> k + 1).limit(operations).forEach(drawn::add);
    } else {
      new Random(1).longs(DRAWN, 0, operations).forEach(drawn::add);
    }
    return drawn;
  }

  /** Returns the regParam of model and record, which must agree. */
  private double whole(Path out) throws IOException {
    PipelineModel model = PipelineModel.load(out.resolve("model").toString());
    double ofModel = ((LogisticRegressionModel) model.stages()[0]).getRegParam();
    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    assertThat(metrics.at("/settings/stage/params/regParam").asDouble()).isEqualTo(ofModel);
    return ofModel;
  }

  private static List<String> leftovers(Path out) throws IOException {
    try (Stream<Path> files = Files.walk(out.resolve(".spark-optim"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("staged") || name.startsWith("commit"))
          .toList();
    }
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

  private Path rows() throws IOException {
    return rows(40);
  }

  private Path rows(int count) throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i % 2).append(" 1:").append(i % 3).append(i % 2 == 0 ? " 2:-1\n" : " 2:1\n");
    }
    return Files.writeString(place.resolve("rows" + count + ".libsvm"), text);
  }

  private String config(Path out) throws IOException {
    String text =
        """
        data {format = libsvm, train = "%s"}
        stage {class = %s, params.maxIter = 2}
        evaluate.replicates = 0
        output = "faulty://%s"
        """
            .formatted(rows(), LR, out);
    return Files.writeString(place.resolve("job.conf"), text).toString();
  }
}
