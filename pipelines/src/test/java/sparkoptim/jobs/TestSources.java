// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The project's test classes as they are written, for pages that name tests. */
final class TestSources {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final List<String> MODULES =
      List.of(
          "pipelines",
          "spark-optim/core",
          "spark-optim/engine",
          "spark-optim/ml",
          "spark-optim/bigdl");

  private TestSources() {}

  /** Of the sources alone: builds beside this one make and remove other files. */
  static List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/test/java"))) {
        files.filter(file -> file.toString().endsWith("Test.java")).forEach(found::add);
      }
    }
    return found;
  }

  /** Returns the name of a file's class. */
  static String name(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }
}
