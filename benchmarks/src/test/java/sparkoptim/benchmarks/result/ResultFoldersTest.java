// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultFoldersTest {
  private static final String OLD = "2026-01-01-0900-aaaaaaaaaa";
  private static final String RELEASE = "2026-01-02-0900-v0.2.0";
  private static final String DIRTY = "2026-01-03-0900-bbbbbbbbbb-dirty";

  @TempDir Path root;

  private ResultFolders folders() {
    return new ResultFolders(root);
  }

  private Path save(String folder, double value) throws IOException {
    Path path = root.resolve("benchmarks/results").resolve(folder);
    ResultFiles.write(path, "rules", Results.of("m", Figure.ratio("a", value).spread(0)));
    return path;
  }

  @Test
  void resolve_partOfAName_isThatFolder() throws IOException {
    Path old = save(OLD, 1);
    Path release = save(RELEASE, 1);
    assertThat(folders().resolve("aaaaaaa")).isEqualTo(old);
    assertThat(folders().resolve("v0.2.0")).isEqualTo(release);
    assertThat(folders().resolve(old.toString())).isEqualTo(old);
  }

  @Test
  void resolve_partOfSeveralNamesOrNone_isRefused() throws IOException {
    save(OLD, 1);
    save(RELEASE, 1);
    assertThatThrownBy(() -> folders().resolve("2026"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a part of 2 names");
    assertThatThrownBy(() -> folders().resolve("v9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("v9 is no folder, and a part of 0 names");
  }

  @Test
  void newestFolder_isTheLastByNameEvenIfDirty() throws IOException {
    save(OLD, 1);
    Path dirty = save(DIRTY, 1);
    save(RELEASE, 1);
    assertThat(folders().newestFolder()).isEqualTo(dirty);
  }

  @Test
  void newestFolder_withoutResults_isRefused() {
    assertThatThrownBy(() -> folders().newestFolder())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no results");
  }

  /** The new folder itself is no base, whether git knows it or not. */
  @Test
  void comparison_ofTheNewest_takesTheNewestPublishedBefore() throws IOException {
    save(OLD, 9);
    save(RELEASE, 2);
    Path now = save(DIRTY, 1);
    ResultComparison comparison = new ResultComparison(ResultComparison.MARGIN, false);
    comparison.addNewest(folders(), now);
    assertThat(comparison.lines()).hasSize(1);
    assertThat(comparison.lines().get(0).gain()).isEqualTo(-0.5);
    assertThat(comparison.passed()).isFalse();
  }

  @Test
  void comparison_ofTwoFolders_takesFilesOfBoth() throws IOException {
    Path old = save(OLD, 2);
    Path now = save(RELEASE, 3);
    ResultFiles.write(now, "other", Results.of("m", Figure.ratio("b", 1)));
    ResultComparison comparison = new ResultComparison(ResultComparison.MARGIN, false);
    comparison.addFolders(old, now);
    assertThat(comparison.lines()).hasSize(1);
    assertThat(comparison.lines().get(0).gain()).isEqualTo(0.5);
  }
}
