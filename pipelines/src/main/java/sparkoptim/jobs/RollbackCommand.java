// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sparkoptim.jobs.registry.Registry;

/** Makes a version of before serve again. */
@Command(
    name = "rollback",
    description =
        "Makes the version serve again that did before the serving one came; a second rollback goes"
            + " one further back.")
final class RollbackCommand extends ChangeCommand {
  @Option(names = "--to", paramLabel = "VERSION", description = "This version and no other.")
  private String to;

  @Override
  String name() {
    return "rollback";
  }

  @Override
  int run(Registry registry, PrintStream out) throws IOException {
    tell(registry.rollback(Optional.ofNullable(to).map(RegistryCommand::versionName), note()), out);
    return ExitCode.SUCCEEDED;
  }
}
