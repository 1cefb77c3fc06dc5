// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MonitorJobTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void trained() throws IOException {
    TestSession.get();
    StringBuilder rows = new StringBuilder("label,x,id\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i % 3 == 0 ? "yes" : "no")
          .append(',')
          .append(i % 7)
          .append(',')
          .append(i)
          .append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    Files.writeString(
        folder.resolve("job.conf"),
        """
        data { format = csv, train = "%s/rows.csv", relabel = sorted, key = id }
        features = [{class = VectorAssembler, params {inputCols = [x], outputCol = features}}]
        stage { class = LogisticRegression, params.maxIter = 5 }
        monitor { labels = "%s/rows.csv", day = day }
        evaluate.replicates = 0
        report = false
        output = "%s/out"
        """
            .formatted(folder, folder, folder));
    assertThat(run("train")).as(err()).isZero();
  }

  @Test
  void monitor_twoVersionsAndDays_areMeasuredApartAndCompared() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double right = i % 3 == 0 ? 0.8 : 0.2; // a8 knows; a9 says the opposite of half of it
      double other = i % 2 == 0 ? right : 1 - right;
      String day = i < 20 ? "2026-11-09" : "2026-11-10";
      lines.add(line(i, day, "2026-11-08-a1", right));
      lines.add(line(i, day, "2026-11-09-a1", other));
    }
    lines.add(line(999, "2026-11-10", "2026-11-09-a1", 0.5)); // its label has not come yet
    predictions(lines);
    assertThat(run("monitor")).as(err()).isZero();
    JsonNode found = monitor();
    assertThat(found.path("predictions").asInt()).isEqualTo(81);
    assertThat(found.path("joined").asInt()).isEqualTo(80);
    JsonNode groups = found.path("groups");
    assertThat(groups).hasSize(4);
    JsonNode first = groups.get(0);
    assertThat(first.path("group").asText()).isEqualTo("2026-11-08-a1 2026-11-09");
    assertThat(first.path("rows").asInt()).isEqualTo(20);
    assertThat(first.path("logLoss").asDouble()).isCloseTo(-Math.log(0.8), within(1e-12));
    assertThat(first.path("observedMean").asDouble()).isEqualTo(0.35);
    assertThat(first.path("predictedMean").asDouble()).isCloseTo(0.41, within(1e-12));
    JsonNode pair = found.path("previous").get(0);
    assertThat(pair.path("rows").asInt()).isEqualTo(40);
    assertThat(pair.path("difference").asDouble())
        .isCloseTo((Math.log(0.8) - Math.log(0.2)) / 2, within(1e-12));
    assertThat(pair.path("sentence").asText())
        .startsWith("2026-11-08-a1 would have been better than 2026-11-09-a1: on 40 rows of both");
    assertThat(out.toString(UTF_8))
        .contains("would have been better")
        .contains("2026-11-09-a1 2026-11-10");
  }

  @Test
  void monitor_predictionsOfScore_needNoVersion() throws IOException {
    assertThat(run("score", "data.score=" + folder + "/rows.csv")).as(err()).isZero();
    assertThat(run("monitor", "monitor.day=null")).as(err()).isZero();
    assertThat(monitor().path("groups").get(0).path("rows").asInt()).isEqualTo(60);
    assertThat(monitor().path("previous")).isEmpty();
  }

  @Test
  void monitor_whatDoesNotFit_isOneLine() throws IOException {
    predictions(List.of(line(1, "d", "v", 0.5)));
    assertThat(run("monitor", "data.key=ident")).isEqualTo(65);
    assertThat(err()).contains("there is no column ident; known: id, label, x");
    assertThat(run("monitor", "data.key=null")).isEqualTo(2);
    Files.writeString(folder.resolve("rows.csv"), "label,id\nno,1\nyes,1\n");
    assertThat(run("monitor")).isEqualTo(65);
    assertThat(err()).contains("monitor.labels: 1 keys have several rows, 1 among them");
    Files.writeString(folder.resolve("rows.csv"), "label,id\nno,77\n");
    assertThat(run("monitor")).isEqualTo(65);
    assertThat(err()).contains("has a prediction: id is the column of both");
  }

  private static String line(int id, String day, String version, double probability) {
    return "{\"id\": %d, \"day\": \"%s\", \"modelVersion\": \"%s\", \"prediction\": %s, \"probability\": [%s, %s]}"
        .formatted(
            id, day, version, probability > 0.5 ? "1.0" : "0.0", 1 - probability, probability);
  }

  private void predictions(List<String> lines) throws IOException {
    Files.write(folder.resolve("lines.json"), lines);
    TestSession.get()
        .read()
        .json(folder.resolve("lines.json").toString())
        .write()
        .mode("overwrite")
        .parquet(folder.resolve("out/predictions").toString());
  }

  private JsonNode monitor() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/monitor.json").toFile());
  }

  private int run(String command, String... settings) {
    List<String> all = new ArrayList<>(List.of(command, folder.resolve("job.conf").toString()));
    all.addAll(List.of(settings));
    out.reset();
    err.reset();
    return Main.run(
        all.toArray(String[]::new),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
