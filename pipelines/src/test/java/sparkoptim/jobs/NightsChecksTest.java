// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page that says which test shows what of nights. */
final class NightsChecksTest {
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)::(\\w+)`");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|");

  @Test
  void page_testsThatItNames_areThere() throws IOException {
    Map<String, Path> classes =
        TestSources.files().stream().collect(toMap(TestSources::name, file -> file, (a, b) -> a));
    List<MatchResult> named = NAMED.matcher(page()).results().toList();
    assertThat(named).hasSizeGreaterThan(60);
    for (MatchResult test : named) {
      assertThat(classes).containsKey(test.group(1));
      assertThat(classes.get(test.group(1)))
          .content()
          .containsPattern("void " + test.group(2) + "\\(");
    }
  }

  @Test
  void page_rows_areAllOfThem() throws IOException {
    List<Integer> rows =
        ROW.matcher(page()).results().map(row -> Integer.valueOf(row.group(1))).toList();
    assertThat(rows).isEqualTo(IntStream.rangeClosed(1, 44).boxed().toList());
  }

  private static String page() throws IOException {
    return Files.readString(TestSources.ROOT.resolve("docs/decisions/nights-checks.md"));
  }
}
