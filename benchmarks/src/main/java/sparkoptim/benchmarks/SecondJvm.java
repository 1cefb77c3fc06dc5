// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The beginning of a command that runs a class of ours in another JVM. */
final class SecondJvm {
  private SecondJvm() {}

  /** Java, options, and the class path; options of the JVM and the class's name are to follow. */
  static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Under spark-submit our own jar is not in the class path.
    String own = SecondJvm.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    String path = own + File.pathSeparator + System.getProperty("java.class.path");
    command.addAll(List.of("-cp", path));
    return command;
  }
}
