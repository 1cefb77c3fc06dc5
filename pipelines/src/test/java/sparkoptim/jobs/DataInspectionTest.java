// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What inspect proposes for a file of data trains as it is. */
final class DataInspectionTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void session() {
    TestSession.get(); // the jobs take the running session
  }

  /** Ways to write the same table. */
  private enum Kind {
    PLAIN(",", "name,size,color,day,class", "%1$s,%2$s,%3$s,%4$s,%5$s"),
    SEMICOLONS(";", "size;color;class", "%2$s;%3$s;%5$s"),
    PANDAS(",", ",size,color,class", "%6$d,%2$s,%3$s,%5$s"),
    TABS_AND_QUOTES("\t", "'size'\t'color'\t'class'", "%2$s\t'%3$s'\t'%5$s'"),
    R_TABLE(" ", "\"size\" \"color\" \"class\"", "\"%6$d\" %2$s \"%3$s\" \"%5$s\""),
    NO_HEADER(",", "", "%2$s,%3$s,%5$s"),
    LINE_IN_FRONT(",", "120,3,good,bad\nsize,color,class", "%2$s,%3$s,%5$s"),
    WITH_NA(",", "size,color,class", "%7$s,%3$s,%5$s"),
    JSON("", "", "{\"size\": %2$s, \"color\": \"%3$s\", \"class\": \"%5$s\"}"),
    LIBSVM("", "", "%8$d 1:%2$s 2:%9$d"),
    STRAY_LINE(",", "120,3,good,1", "%2$s,%3$s,%8$d,%9$d"),
    TEXTS_WITH_QUOTES_AND_BREAKS(
        ",", "size,color,class", "%2$s,\"so \"\"%3$s\"\", and\n%3$s\",%5$s"),
    YEARS(",", "color,2021,2022,class", "%3$s,%2$s,%2$s,%5$s"),
    UTF_16(",", "size,color,class", "%2$s,%3$s,%5$s");

    private final String sep;
    private final String header;
    private final String row;

    Kind(String sep, String header, String row) {
      this.sep = sep;
      this.header = header;
      this.row = row;
    }
  }

  @ParameterizedTest
  @EnumSource
  void inspect_anyKindOfTable_isTrainedAsProposed(Kind kind) throws IOException {
    Path file = table(kind);
    Path config = folder.resolve("job.conf");
    assertThat(run("inspect", file.toString())).as(err()).isZero();
    Files.writeString(config, out.toString(UTF_8));
    out.reset();
    assertThat(run("train", config.toString(), "output=" + folder.resolve("out")))
        .as(err() + Files.readString(config))
        .isZero();
    JsonNode metrics = new ObjectMapper().readTree(folder.resolve("out/metrics.json").toFile());
    assertThat(metrics.at("/test/accuracy").asDouble()).as(kind.sep).isGreaterThan(0.8);
  }

  @Test
  void inspect_number_isARegression() throws IOException {
    var random = new Random(4);
    var text = new StringBuilder("a,price\n");
    for (int i = 0; i < 120; i++) {
      double a = random.nextGaussian();
      text.append(a).append(',').append(3 * a + 0.1 * random.nextGaussian()).append('\n');
    }
    Path file = Files.writeString(folder.resolve("prices.csv"), text);
    assertThat(run("inspect", file.toString())).as(err()).isZero();
    Config proposed = ConfigFactory.parseString(out.toString(UTF_8));
    assertThat(proposed.getString("data.labelColumn")).isEqualTo("price");
    assertThat(proposed.getString("stage.class")).isEqualTo("LinearRegression");
    assertThat(proposed.hasPath("data.relabel")).isFalse();
  }

  @Test
  void inspect_columnsThatSayWhen_areNoLabels() throws IOException {
    var random = new Random(4);
    var text = new StringBuilder();
    for (int i = 0; i < 90; i++) {
      text.append(
          "{\"kind\": \"%s\", \"seen\": \"2024-01-0%d\", \"size\": %s, \"year\": %d}\n"
              .formatted(
                  i % 2 == 0 ? "a" : "b", i % 9 + 1, random.nextGaussian() + i % 2, 1990 + i % 8));
    }
    Path file = Files.writeString(folder.resolve("seen.json"), text);
    assertThat(run("inspect", file.toString())).as(err()).isZero();
    Config proposed = ConfigFactory.parseString(out.toString(UTF_8));
    assertThat(proposed.getString("data.labelColumn")).isEqualTo("kind");
    assertThat(proposed.getStringList("data.drop")).containsExactly("seen");
  }

  @Test
  void inspect_labelAlone_isRefusedWithTheReason() throws IOException {
    var text = new StringBuilder("day,sales,shop\n");
    for (int i = 0; i < 60; i++) {
      text.append("2024-01-%02d,%d,one%n".formatted(i % 28 + 1, i * i));
    }
    Path file = Files.writeString(folder.resolve("sales.csv"), text);
    assertThat(run("inspect", file.toString())).isEqualTo(65);
    assertThat(err())
        .contains("no column beside the label sales makes a feature: day (")
        .contains("shop (one value)");
  }

  @Test
  void inspect_json_hasColumnsAndLabels() throws IOException {
    assertThat(run("inspect", table(Kind.PLAIN).toString(), "--json")).as(err()).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toByteArray());
    assertThat(report.at("/format").asText()).isEqualTo("csv");
    assertThat(report.at("/labels/0").asText()).isEqualTo("class");
    assertThat(report.at("/columns").size()).isEqualTo(5);
    Config proposed = ConfigFactory.parseString(report.at("/config").asText());
    assertThat(proposed.getStringList("data.drop")).containsExactly("name", "day");
  }

  private Path table(Kind kind) throws IOException {
    var random = new Random(7);
    var text = new StringBuilder(kind.header.isEmpty() ? "" : kind.header + "\n");
    for (int i = 0; i < 120; i++) {
      boolean red = random.nextBoolean();
      String size = "%.2f".formatted(random.nextGaussian() + (red ? 2 : -2));
      String day = "2024-01-%02d".formatted(i % 28 + 1);
      boolean good = red == (random.nextInt(20) > 0);
      text.append(
              kind.row.formatted(
                  "Name " + i,
                  size,
                  red ? "red" : "blue",
                  day,
                  good ? "good" : "bad",
                  i,
                  i % 9 == 2 ? "NA" : size,
                  good ? 1 : -1,
                  red ? 1 : 0))
          .append('\n');
    }
    Charset charset = Charset.forName(kind == Kind.UTF_16 ? "UTF-16" : "UTF-8");
    return Files.write(folder.resolve("table.txt"), text.toString().getBytes(charset));
  }

  private int run(String... arguments) {
    return Main.run(
        arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
