// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.VersionName;

/** What the commands on a registry share. None of them starts Spark. */
abstract class RegistryCommand implements Callable<Integer> {
  @ParentCommand private Commands commands;

  @Parameters(index = "0", paramLabel = "REGISTRY", description = "The registry's folder.")
  private String uri;

  private JobRun run;

  @Override
  public final Integer call() throws IOException {
    run = commands.started(name());
    try (Registry registry = open(uri)) {
      run.readsData();
      return run(registry, commands.out());
    }
  }

  /** Returns the name of the command. */
  abstract String name();

  /** Runs the command; returns the exit code. */
  abstract int run(Registry registry, PrintStream out) throws IOException;

  /** Opens the registry, to read unless the command changes something. */
  Registry open(String folder) throws IOException {
    return Registry.toRead(folder, HadoopSettings.get());
  }

  static VersionName versionName(String text) {
    return VersionName.of(text)
        .orElseThrow(
            () ->
                new JobException(
                    text
                        + " is no name of a version, such as 2026-11-10-a1-3f9c1a2b; history shows"
                        + " them"));
  }
}
