// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training would take, without one. */
final class PlanCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("plan"));
    all.addAll(List.of(arguments));
    return Main.run(
        all.toArray(String[]::new),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private String config(int rows) throws IOException {
    Path data =
        Files.writeString(folder.resolve("data.libsvm"), "1 1:0.5 7:1 9:0.25\n".repeat(rows));
    String text =
        """
        data { format = libsvm, train = "%s" }
        stage.class = LogisticRegression
        output = "%s/out"
        """
            .formatted(data, folder);
    return Files.writeString(folder.resolve("a.conf"), text).toString();
  }

  @Test
  void plan_libsvm_estimatesRowsAndSaysWhichEngine() throws IOException {
    assertThat(run(config(50_000))).as(err.toString(UTF_8)).isZero();
    String plan = out.toString(UTF_8);
    assertThat(plan)
        .containsPattern("rows +about 50,000, by 20,000 lines of data.libsvm")
        .containsPattern("features +9\n")
        .containsPattern("memory +2.9 MiB of rows") // 3 entries of 12 bytes and 24 a row
        .containsPattern("shards +16\n")
        .containsPattern("engine +ranks\\(\\d+\\): ")
        .containsPattern("executors +1 of this size");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void plan_engineAndShardsOfTheConfiguration_count() throws IOException {
    assertThat(run(config(100), "stage.params.engine=job", "stage.params.numShards=4")).isZero();
    assertThat(out.toString(UTF_8)).contains("job: as asked for").containsPattern("shards +4\n");
  }

  @Test
  void plan_dataThatIsNotThere_endsWith65() throws IOException {
    assertThat(run(config(1), "data.train=" + folder + "/nothing")).isEqualTo(65);
    assertThat(err.toString(UTF_8)).startsWith("spark-optim: data.train: no such file");
  }

  @Test
  void plan_wrongConfiguration_endsWith2() throws IOException {
    assertThat(run(config(1), "stage.params.maxIte=3")).isEqualTo(2);
  }

  @Test
  void rows_ofParquet_areThoseOfItsFooters() throws IOException {
    String parquet = folder.resolve("rows.parquet").toString();
    TestSession.get()
        .range(1234)
        .selectExpr("id AS label", "id * 2.0 AS a", "id * 3.0 AS b")
        .write()
        .parquet(parquet);
    Input input = new Input("data.train", parquet, Optional.empty());
    PlannedRows rows =
        PlannedRows.of(SparkFormats.find("parquet").orElseThrow(), input, new Configuration());
    assertThat(rows.rows()).isEqualTo(1234);
    assertThat(rows.features()).isEqualTo(2);
  }
}
