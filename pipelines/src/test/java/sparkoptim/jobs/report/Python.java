// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The Python of bin/test, for what only Python has. */
public final class Python {
  private Python() {}

  /** Returns what a program prints; skips the test where a module is not installed. */
  public static String run(String module, String program, String... arguments)
      throws IOException, InterruptedException {
    String python = System.getenv("SPARK_OPTIM_PYTHON");
    assumeThat(python).as("SPARK_OPTIM_PYTHON is not set: run bin/test").isNotBlank();
    assumeThat(exitCode(new ProcessBuilder(python, "-c", "import " + module)))
        .as("the Python of bin/test has no %s", module)
        .isZero();
    var command = new ArrayList<>(List.of(python, "-c", program));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  private static int exitCode(ProcessBuilder builder) throws IOException, InterruptedException {
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
