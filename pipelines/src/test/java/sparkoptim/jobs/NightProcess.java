// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A program that starts Spark, says so, and runs a command when it gets a line. */
public final class NightProcess {
  static final String READY = "ready";

  private NightProcess() {}

  /** Runs the command that the arguments are, and ends with its exit code. */
  public static void main(String[] args) throws IOException {
    TestSession.get();
    System.out.println(READY);
    String line =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    if (line != null) {
      Main.main(args); // ends the process where the code is not 0
    }
    Runtime.getRuntime().halt(0);
  }

  /**
   * Starts the program, with this one's class path.
   *
   * @param jars more of it
   * @param log gets what it says on its error stream
   */
  static Process start(Class<?> program, List<Path> jars, Path log, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"));
    Stream.of("lang", "lang.invoke", "net", "nio", "util", "util.concurrent")
        .forEach(name -> command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED"));
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.add("-cp");
    List<String> path = new ArrayList<>(jars.stream().map(Path::toString).toList());
    path.add(System.getProperty("java.class.path"));
    command.add(String.join(File.pathSeparator, path));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
