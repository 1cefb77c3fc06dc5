// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a night whose rows are wide. */
final class NightReportTest {
  private static final int COLUMNS = 200;
  private static final int MOST_BYTES = 1_000_000;

  @TempDir private Path folder;

  @Test
  void report_of200Columns_isOneSmallFileThatNeedsNothingElse() throws IOException {
    var nights = new Nights(folder);
    for (int day = 1; day <= 2; day++) {
      Files.writeString(nights.file(day), rows(day));
      assertThat(nights.retrain(day)).as(nights.err()).isZero();
    }
    JsonNode result = nights.result(2).orElseThrow();
    Path version = nights.registry().resolve("versions/" + result.path("version").asText());
    Path page = version.resolve("report.html");
    assertThat(Files.size(page)).isLessThan(MOST_BYTES);
    String html = Files.readString(page);
    assertThat(html).doesNotContain("<script", "<link", "src=\"http", "href=\"http", "@import");
    assertThat(html).contains("Night " + Nights.id(2));
    for (JsonNode gate : result.path("gates")) {
      assertThat(html).contains(gate.path("gate").asText());
    }
  }

  private static String rows(int seed) {
    var random = new Random(seed);
    var text = new StringBuilder();
    Nights.rows(seed, 300, 1)
        .lines()
        .forEach(
            line -> {
              text.append(line);
              for (int column = 4; column <= COLUMNS; column++) {
                text.append(' ').append(column).append(':').append(random.nextInt(1000));
              }
              text.append('\n');
            });
    return text.toString();
  }
}
