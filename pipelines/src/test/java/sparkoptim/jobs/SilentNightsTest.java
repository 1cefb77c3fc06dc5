// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights whose rows are wrong in ways that a training alone ends with exit code 0. Each is refused,
 * or told, as a whole night, and the model from before goes on serving. That a score of such rows
 * warns is in {@link PinnedModelTest}.
 */
final class SilentNightsTest {
  private static final int ROWS = 300;
  private static final int REFUSED = 65;

  @TempDir private Path folder;
  private Nights nights;
  private String serving;

  @BeforeEach
  void nights() {
    nights = new Nights(folder);
  }

  @Test
  void retrain_rowsThatAreWrong_areRefusedOrNotPromoted() throws IOException {
    for (int day = 1; day <= 3; day++) {
      nights.write(day, ROWS, 1);
      assertThat(nights.retrain(day)).as(nights.err()).isZero();
    }
    serving = nights.result(3).orElseThrow().path("serves").asText();

    String all = Nights.rows(4, ROWS, 1);
    write(4, all.lines().filter(line -> line.startsWith("1")));
    refused(4, "class 0 has no rows");

    Files.writeString(nights.file(5), Nights.rows(5, ROWS / 4, 1).stripTrailing() + " 4");
    refused(5, "line 75");
    write(5, Nights.rows(5, ROWS / 4, 1).lines());
    refused(5, List.of("0.25 of the median of 3 nights"), "check.rows.min=50");

    write(6, Stream.concat(all.lines(), all.lines()));
    refused(6, "repeat");

    nights.write(7, ROWS, -1);
    refused(7, "loss");

    write(8, Nights.rows(8, ROWS, 1).lines().map(line -> line + " 6:1"));
    assertThat(nights.retrain(8, "data.history.days=null")).as(nights.err()).isZero();
    assertThat(nights.result(8).orElseThrow().path("comparedWith").asText()).isEqualTo(serving);
  }

  @Test
  void retrain_columnInAnotherUnitOrNew_isRefusedOrNoted() throws IOException {
    for (int day = 1; day <= 2; day++) {
      table(day, 1, "");
      assertThat(table(day)).as(nights.err()).isZero();
    }
    serving = nights.result(2).orElseThrow().path("serves").asText();

    table(3, 60, "");
    assertThat(table(3)).isEqualTo(REFUSED);
    assertThat(nights.err()).containsPattern("drift: hours PSI .*, median x [56]\\d;");
    serves(3, "refused");

    table(4, 1, "region");
    assertThat(table(4)).as(nights.err()).isZero();
    assertThat(nights.result(4).orElseThrow().toString()).contains("region");

    table(5, 1, "");
    String text = Files.readString(day(5));
    Files.writeString(day(5), text.replaceFirst("hours", "hour"));
    assertThat(table(5)).isEqualTo(REFUSED);
    assertThat(nights.err()).contains("hours");
  }

  @Test
  void retrain_labelsWithoutOneClass_keepTheirCodes() throws IOException {
    String[] recoded = {"data.relabel=sorted"};
    for (int day = 1; day <= 2; day++) {
      write(day, classes(day).stream());
      assertThat(nights.retrain(day, recoded)).as(nights.err()).isZero();
    }
    serving = nights.result(2).orElseThrow().path("serves").asText();
    assertThat(labels(serving)).containsExactly(1, 2, 3);

    write(3, classes(3).stream().filter(line -> !line.startsWith("2")));
    refused(3, List.of("class 2 has no rows"), recoded);

    String[] anyClass = {recoded[0], "check.classes.onFailure=off"};
    assertThat(nights.retrain(3, anyClass)).as(nights.err()).isZero();
    String third = nights.result(3).orElseThrow().path("version").asText();
    assertThat(labels(third)).containsExactly(1, 2, 3);
  }

  @Test
  void retrain_minusOneAndOne_aDayOfOnesAlone_isRefusedAndNeverZero() throws IOException {
    String[] recoded = {"data.relabel=sorted"};
    write(1, signed(1));
    assertThat(nights.retrain(1, recoded)).as(nights.err()).isZero();
    serving = nights.result(1).orElseThrow().path("serves").asText();
    write(2, signed(2).filter(line -> line.startsWith("1")));
    refused(2, List.of("class -1 has no rows"), recoded);
    assertThat(labels(serving)).containsExactly(-1, 1);
  }

  private void write(int day, Stream<String> lines) throws IOException {
    Files.write(nights.file(day), lines.toList());
  }

  private void refused(int day, String... words) throws IOException {
    refused(day, List.of(words));
  }

  private void refused(int day, List<String> words, String... settings) throws IOException {
    assertThat(nights.retrain(day, settings)).as(nights.err()).isEqualTo(REFUSED);
    assertThat(nights.err()).contains(words);
    serves(day, "refused");
  }

  private void serves(int day, String outcome) throws IOException {
    nights
        .result(day)
        .ifPresent(
            result -> {
              assertThat(result.path("outcome").asText()).isEqualTo(outcome);
              assertThat(result.path("serves").asText()).isEqualTo(serving);
            });
    assertThat(nights.promotions()).isEqualTo(Integer.parseInt(serving.substring(8, 10)));
  }

  private List<Integer> labels(String version) throws IOException {
    Path pins = nights.registry().resolve("versions/" + version + "/model/pinned.json");
    JsonNode found = new com.fasterxml.jackson.databind.ObjectMapper().readTree(pins.toFile());
    return Stream.iterate(0, i -> i + 1)
        .limit(found.path("labels").size())
        .map(i -> found.path("labels").get(i).asInt())
        .toList();
  }

  private static Stream<String> signed(int day) {
    return Nights.rows(day, ROWS, 1).lines().map(line -> line.replaceFirst("^0", "-1"));
  }

  /** Rows of the labels 1, 2, 3, which two features tell apart. */
  private static List<String> classes(int day) {
    var random = new Random(day);
    return Stream.generate(
            () -> {
              int label = 1 + random.nextInt(3);
              return String.format(
                  Locale.ROOT,
                  "%d 1:%.4f 2:%.4f 3:%.4f",
                  label,
                  (label == 1 ? 2 : -1) + random.nextGaussian(),
                  (label == 2 ? 2 : -1) + random.nextGaussian(),
                  random.nextGaussian());
            })
        .limit(ROWS)
        .toList();
  }

  private Path day(int day) {
    return folder.resolve(Nights.id(day) + ".csv");
  }

  /** Writes a day of a table, its hours times a factor, with another column where it has a name. */
  private void table(int day, int factor, String column) throws IOException {
    var random = new Random(day);
    var text = new StringBuilder("label,age,hours" + (column.isEmpty() ? "" : "," + column) + "\n");
    for (int i = 0; i < ROWS; i++) {
      double age = 20 + 40 * random.nextDouble();
      double hours = 8 * random.nextDouble();
      boolean yes = random.nextDouble() < 1 / (1 + Math.exp(4 - hours));
      text.append(String.format(Locale.ROOT, "%d,%.3f,%.3f", yes ? 1 : 0, age, hours * factor));
      text.append(column.isEmpty() ? "\n" : ",north\n");
    }
    Files.writeString(day(day), text);
  }

  private int table(int day) throws IOException {
    return nights.retrain(
        day,
        "data.format=csv",
        "data.new=" + folder + "/{day}.csv",
        "features=[{class = VectorAssembler, params {inputCols = [age, hours], outputCol = features}}]");
  }
}
