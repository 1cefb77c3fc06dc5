// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.util.List;

/** What failed, in a line. */
final class Causes {
  private static final int LONGEST = 300;

  private Causes() {}

  /** Returns the last line of a message: PyTorch's are long, and end in what failed. */
  static String line(Throwable failed) {
    String message = failed.getMessage();
    if (message == null || message.isBlank()) {
      return failed.getClass().getSimpleName();
    }
    List<String> lines =
        message.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    // Errors of scripts end in the line of the source; where the interpreter failed, they say why.
    String line =
        lines.stream()
            .filter(text -> text.matches("(RuntimeError|[A-Za-z_.]*(Error|Exception)): .*"))
            .reduce((first, second) -> second)
            .orElse(lines.get(0));
    return line.length() > LONGEST ? line.substring(0, LONGEST) + " ..." : line;
  }
}
