// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.jobs.JobException;
import sparkoptim.jobs.Keys;

final class WindowTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;

  @Test
  void of_partitionedFolders_areListedWithLengthAndTime() throws IOException {
    Path day = Files.createDirectories(folder.resolve("day=2026-11-02/country=x"));
    Files.writeString(day.resolve("b.csv"), "12345");
    Files.writeString(day.resolve("a.csv"), "1");
    Files.writeString(day.resolve("_SUCCESS"), "");
    Files.writeString(day.resolve(".hidden"), "xxx");
    Window window = window("2026-11-02", "data.new=\"" + folder + "/day={day}\"");
    List<InputFile> files = window.newDay().orElseThrow().files();
    assertThat(files).extracting(InputFile::length).containsExactly(1L, 5L);
    assertThat(files.get(0).path()).endsWith("/country=x/a.csv");
    assertThat(InputFile.values(files)).containsAllEntriesOf(Map.of("count", 2, "bytes", 6L));
  }

  @Test
  void of_patternInThePath_findsFilesOfTheDay() throws IOException {
    Files.writeString(folder.resolve("r-2026-11-02.csv"), "1");
    Files.writeString(folder.resolve("r-2026-11-01.csv"), "1");
    Files.writeString(folder.resolve("s-2026-10-20.csv"), "1");
    Window window =
        window("2026-11-02", "data.new=\"" + folder + "/{r,s}-{day}.*\"", "data.history.days=all");
    assertThat(window.newDay().orElseThrow().files()).hasSize(1);
    assertThat(window.history())
        .extracting(WindowDay::name)
        .containsExactly("2026-11-01", "2026-10-20");
  }

  @Test
  void of_newRowsOfTheDayBefore_historyGoesOnFromThere() throws IOException {
    for (int day = 1; day <= 3; day++) {
      Files.writeString(folder.resolve("2026-11-0%d".formatted(day)), "1");
    }
    Window window =
        window("2026-11-04", "data.new=\"" + folder + "/{day-1}\"", "data.history.days=2");
    assertThat(window.days())
        .extracting(day -> day.place().substring(day.place().length() - 10))
        .containsExactly("2026-11-03", "2026-11-02", "2026-11-01");
  }

  @Test
  void deltaVersion_isThatOfTheLog() throws IOException {
    Path log = Files.createDirectories(folder.resolve("table/_delta_log"));
    Files.writeString(log.resolve("00000000000000000002.json"), "");
    Files.writeString(log.resolve("00000000000000000010.json"), "");
    Files.writeString(log.resolve("00000000000000000010.checkpoint.parquet"), "");
    assertThat(InputFile.deltaVersion(folder + "/table", HADOOP)).contains(10L);
    String table = folder + "/table";
    assertThat(InputFile.deltaVersion(table, Map.of("mergeSchema", "true"), HADOOP)).contains(10L);
    assertThat(InputFile.deltaVersion(table, Map.of("versionasof", "3"), HADOOP)).contains(3L);
    assertThat(InputFile.deltaVersion(table, Map.of("timestampAsOf", "2026-11-10"), HADOOP))
        .isEmpty();
    assertThat(InputFile.deltaVersion(folder.toString(), HADOOP)).isEmpty();
    assertThat(InputFile.deltaVersion("SELECT * FROM x", HADOOP)).isEmpty();
  }

  @Test
  void settings_whatDoesNotFit_isRefusedByName() {
    refused("data.new=null", "data.new is not set");
    refused("data.history.path=\"/d/{day}\"", "data.history.path is set, and data.history.days");
    refused("data.history {days = 3, path = \"/d/rows\"}", "data.history.path must hold {day}");
    refused("data.history {days = 0}", "data.history.days must be at least 1, or all, was 0");
    refused("data.history {days = 3, min = 4}", "data.history.min must be between 0 and");
    refused("data.decay.halfLife = 2 weeks", "data.decay.halfLife must be days above 0");
    refused("validate.holdout.share = 1", "validate.holdout.share must be above 0 and below 1");
    refused("validate.holdout.by = path", "validate.holdout.path is not set");
    assertThatThrownBy(() -> window("night", "data.new=\"/d/{day}\"", "data.history.days=1"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("run.id = night does not begin with a date");
  }

  @Test
  void canonical_changedSaltShareOrKey_isAnotherText() {
    String one = settings("data.new=x").holdout().canonical(Optional.of("user"));
    assertThat(one).isEqualTo("by=key share=0.2 salt=1 key=user");
    assertThat(
            settings("data.new=x", "validate.holdout.days=3")
                .holdout()
                .canonical(Optional.of("user")))
        .isEqualTo(one);
    assertThat(
            settings("data.new=x", "validate.holdout.salt=2")
                .holdout()
                .canonical(Optional.of("user")))
        .isNotEqualTo(one);
    assertThat(settings("data.new=x").holdout().canonical(Optional.empty())).isNotEqualTo(one);
  }

  @Test
  void decay_age_isAPowerOfTwo() {
    WindowSettings settings = settings("data.new=x", "data.decay.halfLife=14 days");
    assertThat(settings.decay(0)).isEqualTo(1);
    assertThat(settings.decay(14)).isEqualTo(0.5);
    assertThat(settings.decay(28)).isEqualTo(0.25);
  }

  private static void refused(String setting, String message) {
    assertThatThrownBy(() -> settings("data.new=\"/d/{day}\"", setting))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(message);
  }

  private static Window window(String id, String... settings) {
    return Window.of(settings(settings), new RunId(id), true, HADOOP);
  }

  private static WindowSettings settings(String... settings) {
    var reference = ConfigFactory.parseResources(Keys.class, "reference.conf").resolve();
    return WindowSettings.of(
        new Keys(
            ConfigFactory.parseString(String.join("\n", settings))
                .withFallback(reference)
                .resolve()));
  }
}
