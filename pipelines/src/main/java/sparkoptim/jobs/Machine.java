// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine that a record was made on, in a few words. */
final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private Machine() {}

  /** Returns the processor by name where Linux tells it, and the system. */
  static String words() {
    return "%s, %s %s"
        .formatted(processor(), System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(PROCESSORS, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor";
    }
  }
}
