// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocTablesTest {
  @TempDir Path root;

  private static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/benchmarks.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private DocTables tables() {
    return new DocTables(new ResultFolders(root));
  }

  private void save(String folder, double value) throws IOException {
    ResultFiles.write(
        root.resolve("benchmarks/results").resolve(folder),
        "rules",
        Results.of("a machine", Figure.ratio("a", value).must(1)));
  }

  /** If this fails, run bin/bench tables. */
  @Test
  void pages_ofThisProject_haveTheTablesOfItsResults() throws IOException {
    DocTables ours = new DocTables(new ResultFolders(project()));
    int tables = 0;
    for (Path page : DocTables.pages(project())) {
      String text = Files.readString(page);
      assertThat(text).as(page.toString()).isEqualTo(ours.fullGradient(text));
      tables += text.split("<!-- bench:[a-z]", -1).length - 1;
    }
    assertThat(tables).isGreaterThan(10);
  }

  @Test
  void fullGradient_table_isOfTheNewestFolderThatIsNotDirty() throws IOException {
    save("2026-01-01-0000-aaaaaaaaaa", 1);
    save("2026-01-03-0000-bbbbbbbbbb", 3);
    save("2026-01-02-0000-cccccccccc", 2);
    save("2026-01-04-0000-dddddddddd-dirty", 4);
    String renewed =
        tables().fullGradient("before\n<!-- bench:rules -->\nold\n<!-- end -->\nafter\n");
    assertThat(renewed)
        .isEqualTo(
            """
before
<!-- bench:rules -->

2026-01-02, a machine, peer: numpy 1, load 0.5 at the start, Java 17, Spark 3.5.7 with master local[2], commit
0123456789:

| measure | value | must | aim | details |
|---|---|---|---|---|
| a | **3.00** | 1.00 |  |  |

1 measures; musts missed: none; 0 of 0 aims met.

<!-- end -->
after
""");
    assertThat(tables().fullGradient(renewed)).isEqualTo(renewed);
  }

  @Test
  void fullGradient_unknownBenchmark_isRefusedByName() {
    assertThatThrownBy(() -> tables().fullGradient("<!-- bench:none -->\n<!-- end -->"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no published result of none");
  }

  @Test
  void fullGradient_markerWithoutEnd_isRefusedByName() throws IOException {
    save("2026-01-01-0000-aaaaaaaaaa", 1);
    String page = "<!-- bench:rules -->\n<!-- bench:rules -->\n<!-- end -->";
    assertThatThrownBy(() -> tables().fullGradient(page))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the table of rules has no <!-- end -->");
  }
}
