// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What jobs read of the file system, over the size of their input. */
final class ReadOnceTest {
  private static final int ROWS = 40_000;

  /** What does not grow with the rows: the configuration, footers, the model that is read back. */
  private static final long OTHERS = 1 << 18;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json", "libsvm", "parquet"})
  void job_withSplitAndEvaluation_readsItsInputOnce(String format) throws IOException {
    Path input = rows(format);
    long size = size(input);
    String config =
        """
        data {format = %s, train = "%s", score = "%s", split.testFraction = 0.2, relabel = sorted%s}
        stage {class = org.apache.spark.ml.classification.LogisticRegression, params.maxIter = 1}
        output = "%s/out", report = false, evaluate.replicates = 0, score.drift = off
        """
            .formatted(
                format, input, input, format.equals("libsvm") ? "" : ", features = all", folder);
    String file = Files.writeString(folder.resolve("job.conf"), config).toString();
    long most = size * 11 / 10 + OTHERS;
    assertThat(read("train", file)).isBetween(size * 9 / 10, most);
    assertThat(read("score", file)).isBetween(size * 9 / 10, most);
  }

  /** All bytes of the local file system in this process, which in local mode is all there is. */
  private static long read(String... command) {
    long before = bytes();
    var err = new ByteArrayOutputStream();
    int code =
        Main.run(
            command,
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            new PrintStream(err, true, UTF_8));
    assertThat(code).as(err.toString(UTF_8)).isZero();
    return bytes() - before;
  }

  private static long bytes() {
    Long bytes = FileSystem.getGlobalStorageStatistics().get("file").getLong("bytesRead");
    return bytes == null ? 0 : bytes;
  }

  private Path rows(String format) throws IOException {
    var random = new SplittableRandom(5);
    boolean vectors = format.equals("libsvm");
    var text = new StringBuilder(vectors ? "" : "label,x,y,z\n");
    for (int row = 0; row < ROWS; row++) {
      text.append(row % 2);
      for (int i = 1; i <= 3; i++) {
        text.append(vectors ? " " + i + ":" : ",").append(random.nextDouble());
      }
      text.append('\n');
    }
    Path written = Files.writeString(folder.resolve(vectors ? "rows.libsvm" : "rows.csv"), text);
    if (vectors || format.equals("csv")) {
      return written;
    }
    Path other = folder.resolve("rows." + format);
    TestSession.get()
        .read()
        .option("header", true)
        .schema("label INT, x DOUBLE, y DOUBLE, z DOUBLE")
        .csv(written.toString())
        .write()
        .format(format)
        .save(other.toString());
    return other;
  }

  private static long size(Path input) throws IOException {
    try (Stream<Path> files = Files.walk(input)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().matches("[._].*"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }
}
