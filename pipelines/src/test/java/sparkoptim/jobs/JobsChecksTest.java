// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page docs/decisions/jobs-checks.md names tests that there are. */
final class JobsChecksTest {
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Test)::(\\w+)`");

  @Test
  void page_namesTests_allOfWhichThereAre() throws IOException {
    String page = Files.readString(TestSources.ROOT.resolve("docs/decisions/jobs-checks.md"));
    Map<String, List<Path>> classes =
        TestSources.files().stream().collect(Collectors.groupingBy(TestSources::name));
    var named = NAMED.matcher(page).results().toList();
    assertThat(named).hasSizeGreaterThan(60);
    for (var test : named) {
      String declared = "void " + test.group(2) + "(";
      String factory = "> " + test.group(2) + "(";
      assertThat(classes).containsKey(test.group(1));
      assertThat(classes.get(test.group(1)))
          .as(test.group())
          .anySatisfy(file -> assertThat(Files.readString(file)).containsAnyOf(declared, factory));
    }
  }
}
