// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights of a Delta table, read as of a version and as of a time, in a process that has Delta's
 * jars. {@code bin/test} fetches them; without them the test skips.
 */
final class DeltaNightsTest {
  private static final int ROWS = 300;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void retrain_asOfAVersionOrATime_readsTheRowsOfThen() throws Exception {
    String jars = System.getenv("SPARK_OPTIM_DELTA");
    assumeThat(jars).as("SPARK_OPTIM_DELTA is not set: run bin/test").isNotBlank();
    List<Path> delta;
    try (Stream<Path> files = Files.list(Path.of(jars))) {
      delta = files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
    Path log = folder.resolve("nights.log");
    Process nights = NightProcess.start(DeltaNights.class, delta, log, folder.toString());
    nights.getInputStream().transferTo(Files.newOutputStream(folder.resolve("out.log")));
    assertThat(nights.waitFor(30, TimeUnit.MINUTES)).isTrue();
    assertThat(nights.exitValue()).as(Files.readString(log)).isZero();

    assertThat(rows(1)).isEqualTo(ROWS);
    assertThat(day(1).path("version")).hasToString("0");
    assertThat(rows(2)).isEqualTo(2 * ROWS);
    assertThat(day(2).path("version")).hasToString("1");
    assertThat(rows(3)).as("as of a time").isEqualTo(ROWS);
    assertThat(day(3).has("version")).isFalse();
    assertThat(day(3).at("/training/fingerprint")).isEqualTo(day(1).at("/training/fingerprint"));
    assertThat(rows(4)).as("the newest").isEqualTo(2 * ROWS);
    assertThat(day(4).path("version")).hasToString("1");
  }

  private JsonNode result(int night) throws IOException {
    Path file = folder.resolve("registry/runs/" + Nights.id(night) + "/result-1.json");
    return new ObjectMapper().readTree(file.toFile());
  }

  private JsonNode day(int night) throws IOException {
    return result(night).path("days").path(0);
  }

  private long rows(int night) throws IOException {
    return result(night).at("/inputs/rows").asLong();
  }

  /** Makes a table of two versions, and runs nights on it. */
  static final class DeltaNights {
    private DeltaNights() {}

    /**
     * Ends with the exit code of the first night that did not go well.
     *
     * @param args a folder
     */
    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      SparkSession spark =
          SparkSession.builder()
              .master("local[2]")
              .config("spark.ui.enabled", "false")
              .config("spark.sql.shuffle.partitions", "2")
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
              .config(
                  "spark.sql.catalog.spark_catalog",
                  "org.apache.spark.sql.delta.catalog.DeltaCatalog")
              .getOrCreate();
      String table = folder.resolve("table").toString();
      rows(spark, 1).write().format("delta").save(table);
      Path commit = folder.resolve("table/_delta_log/00000000000000000000.json");
      Instant committed = Files.getLastModifiedTime(commit).toInstant();
      Thread.sleep(2); // the next one is of a later millisecond
      rows(spark, 2).write().format("delta").mode(SaveMode.Append).save(table);
      Path config = folder.resolve("night.conf");
      Files.writeString(
          config,
          """
          data { format = delta, new = "%1$s/table", features = all, labelColumn = label }
          registry = "%1$s/registry"
          stage { class = LogisticRegression, params { regParam = 1e-2 } }
          validate.holdout { share = 0.4, rows.min = 50 }
          check.onFailure = warn
          evaluate.replicates = 0
          progress = none
          """
              .formatted(folder));
      int code = night(config, 1, "data.options.versionAsOf=0");
      code += night(config, 2, "data.options.versionAsOf=1");
      code += night(config, 3, "data.options.timestampAsOf=\"" + text(committed) + "\"");
      code += night(config, 4);
      Runtime.getRuntime().halt(code);
    }

    private static String text(Instant time) {
      return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS")
          .withZone(ZoneOffset.UTC)
          .format(time);
    }

    private static int night(Path config, int day, String... settings) {
      List<String> arguments =
          new ArrayList<>(List.of("retrain", config.toString(), "run.id=" + Nights.id(day)));
      arguments.addAll(List.of(settings));
      return Main.run(arguments.toArray(String[]::new), System.out, System.err);
    }

    private static Dataset<Row> rows(SparkSession spark, int seed) {
      var random = new Random(seed);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        double x = random.nextGaussian();
        double y = random.nextGaussian();
        boolean yes = random.nextDouble() < 1 / (1 + Math.exp(-4 * x + 2 * y));
        rows.add(RowFactory.create(yes ? 1.0 : 0.0, x, y));
      }
      var schema =
          new StructType()
              .add("label", DataTypes.DoubleType)
              .add("x", DataTypes.DoubleType)
              .add("y", DataTypes.DoubleType);
      return spark.createDataFrame(rows, schema);
    }
  }
}
