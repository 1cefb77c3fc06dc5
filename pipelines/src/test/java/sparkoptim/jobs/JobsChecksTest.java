// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page docs/decisions/jobs-checks.md names tests that there are. */
final class JobsChecksTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES =
      List.of(
          "pipelines",
          "spark-optim/core",
          "spark-optim/engine",
          "spark-optim/ml",
          "spark-optim/bigdl");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Test)::(\\w+)`");

  @Test
  void page_namesTests_allOfWhichThereAre() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/decisions/jobs-checks.md"));
    Map<String, List<Path>> classes = classes();
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

  /** Of the sources alone: builds beside this one make and remove other files. */
  private static Map<String, List<Path>> classes() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/test/java"))) {
        files.filter(file -> file.toString().endsWith("Test.java")).forEach(found::add);
      }
    }
    return found.stream()
        .collect(Collectors.groupingBy(file -> name(file.getFileName().toString())));
  }

  private static String name(String file) {
    return file.substring(0, file.length() - ".java".length());
  }
}
