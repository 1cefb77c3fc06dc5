// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sparkoptim.core.Registry;

/** The index docs/methods/README.md has every choice, and links of the pages lead to files. */
final class MethodIndexTest {
  private static Path folder() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs"))) {
      root = root.getParent();
    }
    return root.resolve("docs/methods");
  }

  /** Names are in the first column of the tables that have a page in the second. */
  @Test
  void index_tables_nameEveryChoiceAndNoOther() throws IOException {
    Set<String> named = new TreeSet<>();
    Pattern row = Pattern.compile("(?m)^\\| ([^|]+) \\| \\[[a-z-]+]\\(");
    Matcher rows = row.matcher(Files.readString(folder().resolve("README.md")));
    while (rows.find()) {
      Matcher names = Pattern.compile("`([a-z-]+)`").matcher(rows.group(1));
      while (names.find()) {
        assertThat(named.add(names.group(1))).as("%s twice", names.group(1)).isTrue();
      }
    }
    assertThat(named).isEqualTo(Registry.defaults().keySet());
  }

  @Test
  void pages_links_leadToFiles() throws IOException {
    List<Path> pages;
    try (Stream<Path> files = Files.list(folder())) {
      pages = files.sorted().toList();
    }
    for (Path page : pages) {
      Matcher links = Pattern.compile("]\\(([^):#]+)[)#]").matcher(Files.readString(page));
      while (links.find()) {
        assertThat(folder().resolve(links.group(1))).as("linked in %s", page).exists();
      }
    }
  }
}
