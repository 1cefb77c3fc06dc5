// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFolderTest {
  @TempDir private Path place;

  @Test
  void publish_newFolder_holdsExactlyWhatWasWritten() throws IOException {
    try (OutputFolder folder = open(true)) {
      folder.write("a.json", "{}".getBytes(UTF_8));
      Files.createDirectories(Path.of(java.net.URI.create(folder.place("model")).getPath()));
      folder.publish(List.of());
    }
    assertThat(names()).containsExactlyInAnyOrder("a.json", "model");
    assertThat(Files.readString(place.resolve("a.json"))).isEqualTo("{}");
  }

  @Test
  void publish_existing_isReplacedAndStaleOnesRemoved() throws IOException {
    Files.writeString(place.resolve("a.json"), "old");
    Files.writeString(place.resolve("curve.png"), "old");
    Files.writeString(place.resolve("mine.txt"), "kept");
    try (OutputFolder folder = open(true)) {
      folder.write("a.json", "new".getBytes(UTF_8));
      folder.publish(List.of("curve.png"));
    }
    assertThat(names()).containsExactlyInAnyOrder("a.json", "mine.txt");
    assertThat(Files.readString(place.resolve("a.json"))).isEqualTo("new");
  }

  @Test
  void close_nothingPublished_leavesAllAsItWas() throws IOException {
    Files.writeString(place.resolve("a.json"), "old");
    try (OutputFolder folder = open(true)) {
      folder.write("a.json", "new".getBytes(UTF_8));
    }
    assertThat(names()).containsExactly("a.json");
    assertThat(Files.readString(place.resolve("a.json"))).isEqualTo("old");
  }

  @Test
  void refuseExisting_overwriteOff_isRefused() throws IOException {
    Files.createDirectories(place.resolve("model/metadata"));
    try (OutputFolder folder = open(false)) {
      assertThatThrownBy(() -> folder.refuseExisting("output", "model", "metadata"))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("model exists, and overwrite = false");
    }
  }

  @Test
  void refuseExisting_overwriteOn_replacesOnlyItsOwn() throws IOException {
    Files.createDirectories(place.resolve("model/metadata"));
    try (OutputFolder folder = open(true)) {
      assertThatCode(() -> folder.refuseExisting("output", "model", "metadata"))
          .doesNotThrowAnyException();
      Files.delete(place.resolve("model/metadata"));
      assertThatCode(() -> folder.refuseExisting("output", "model", "metadata"))
          .doesNotThrowAnyException();
      Files.writeString(place.resolve("model/thesis.tex"), "years of work");
      assertThatThrownBy(() -> folder.refuseExisting("output", "model", "metadata"))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("is nothing that this job wrote (it has no metadata)");
    }
  }

  @Test
  void refuseExisting_outputIsAFile_isRefused() throws IOException {
    Path file = Files.writeString(place.resolve("file"), "x");
    try (var folder = new OutputFolder(file.toString(), true, new Configuration())) {
      assertThatThrownBy(() -> folder.refuseExisting("output", "model", "metadata"))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("output is a file, not a folder");
    }
  }

  private OutputFolder open(boolean overwrite) throws IOException {
    return new OutputFolder(place.toString(), overwrite, new Configuration());
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
