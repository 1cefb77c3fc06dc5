// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RoundSample;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.jobs.Main;

/**
 * What jobs read. Bytes of the file system while a job runs, over the size of its input: a job with
 * a split and an evaluation reads each file once. Rows a second of the whole way of data into
 * training (read, typed, checked, counted, split, examined for missing values), beside Spark's own
 * reader of the same file that counts its rows, and that gives all of their values, in turn.
 */
final class JobsBench {
  private static final double TRAIN_BYTES = 1.1;
  private static final double SCORE_BYTES = 1.05;
  private static final double SPEED = 0.5;
  private static final int ROWS = 300_000;
  private static final int COLUMNS = 20;
  private static final int ROUNDS = 5;

  private final SparkSession session;

  JobsBench(SparkSession session) {
    this.session = session;
  }

  BenchmarkResult run(RunRecord record) {
    Recorder recorder = new Recorder("jobs", record, "format");
    try {
      Path folder = Files.createTempDirectory("spark-optim-jobs-bench");
      try {
        write(folder);
        for (String format : List.of("csv", "libsvm", "json", "parquet")) {
          recorder.add(measure(format, folder));
        }
      } finally {
        try (Stream<Path> files = Files.walk(folder)) {
          files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return recorder.result();
  }

  /** The same rows in every format, in files of one task. */
  private void write(Path folder) throws IOException {
    var random = new SplittableRandom(5);
    var csv = new StringBuilder("label");
    var libsvm = new StringBuilder();
    for (int i = 0; i < COLUMNS; i++) {
      csv.append(",x").append(i);
    }
    csv.append('\n');
    for (int row = 0; row < ROWS; row++) {
      double[] values = random.doubles(COLUMNS, -9, 9).toArray();
      int label = Arrays.stream(values).sum() > 0 ? 1 : 0;
      csv.append(label);
      libsvm.append(label);
      for (int i = 0; i < COLUMNS; i++) {
        double value = Math.round(values[i] * 1e4) / 1e4;
        csv.append(',').append(value);
        libsvm.append(' ').append(i + 1).append(':').append(value);
      }
      csv.append('\n');
      libsvm.append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), csv);
    Files.writeString(folder.resolve("rows.libsvm"), libsvm);
    Dataset<Row> rows = reader("csv").load(folder.resolve("rows.csv").toString());
    rows.write().json(folder.resolve("rows.json").toString());
    rows.write().parquet(folder.resolve("rows.parquet").toString());
  }

  private org.apache.spark.sql.DataFrameReader reader(String format) {
    return session.read().format(format).option("header", true).option("inferSchema", true);
  }

  private Figure[] measure(String format, Path folder) throws IOException {
    Path input = folder.resolve("rows." + format);
    long size = size(input);
    Path config = config(format, input, folder);
    String trained = "output=" + folder.resolve("out-" + format);
    long before = bytesRead();
    job("train", config, trained);
    double train = (double) (bytesRead() - before) / size;
    before = bytesRead();
    job("score", config, trained, "data.score=" + input);
    double score = (double) (bytesRead() - before) / size;
    double[] plain = new double[ROUNDS];
    double[] full = new double[ROUNDS];
    double[] ours = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      long start = System.nanoTime();
      long rows = reader(format).load(input.toString()).count();
      double seconds = (System.nanoTime() - start) * 1e-9;
      start = System.nanoTime();
      reader(format).load(input.toString()).write().format("noop").mode("overwrite").save();
      double secondsOfAll = (System.nanoTime() - start) * 1e-9;
      job("train", config, trained);
      JsonNode read =
          new ObjectMapper()
              .readTree(folder.resolve("out-" + format + "/metrics.json").toFile())
              .at("/read");
      if (round >= 0) {
        plain[round] = seconds;
        full[round] = secondsOfAll;
        ours[round] = read.at("/seconds").asDouble();
      }
      if (rows != ROWS) {
        throw new IllegalStateException(format + " has " + rows + " rows");
      }
    }
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, i -> plain[i] / ours[i]);
    double[] ofValues = new double[ROUNDS];
    Arrays.setAll(ofValues, i -> full[i] / ours[i]);
    double median = new RoundSample(ours).median();
    // Parquet's reader counts by the files' footers, without a look at a row.
    boolean counts = !format.equals("parquet");
    Figure speed = Figure.ratio("rows/s, train's way of data / count", new RoundSample(ratios));
    return new Figure[] {
      Figure.ratio("bytes read / size, train", train)
          .better(Direction.LOWER)
          .must(TRAIN_BYTES)
          .spread(0)
          .labels(format),
      Figure.ratio("bytes read / size, score", score)
          .better(Direction.LOWER)
          .must(SCORE_BYTES)
          .spread(0)
          .labels(format),
      Figure.of("rows/s of train's way of data", ROWS / median, "1/s", "%.0f").labels(format),
      (counts ? speed.better(Direction.HIGHER).must(SPEED) : speed).labels(format),
      Figure.ratio("rows/s, train's way of data / all values", new RoundSample(ofValues))
          .better(Direction.HIGHER)
          .labels(format)
    };
  }

  private static Path config(String format, Path input, Path folder) throws IOException {
    String features = format.equals("libsvm") ? "" : "features = all";
    return Files.writeString(
        folder.resolve(format + ".conf"),
        """
        data {format = %s, train = "%s", split.testFraction = 0.2
          %s
        }
        stage {class = LogisticRegression, params.maxIter = 2}
        progress = none
        """
            .formatted(format, input, features));
  }

  private static void job(String command, Path config, String... settings) {
    var out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    String[] arguments =
        Stream.concat(Stream.of(command, config.toString()), Stream.of(settings))
            .toArray(String[]::new);
    int code = Main.run(arguments, stream, stream);
    if (code != 0) {
      throw new IllegalStateException(
          command + " ends with " + code + ": " + out.toString(StandardCharsets.UTF_8));
    }
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

  /** All bytes of the local file system in this process, which in local mode is all there is. */
  private static long bytesRead() {
    Long bytes = FileSystem.getGlobalStorageStatistics().get("file").getLong("bytesRead");
    return bytes == null ? 0 : bytes;
  }
}
