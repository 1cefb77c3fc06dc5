// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class CommandsTest {
  private static final Path LAUNCHER = Path.of("../bin/spark-optim");

  @Test
  void launcher_listsEveryCommand() throws IOException {
    var nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    Map<String, CommandLine> commands =
        new CommandLine(new Commands(nowhere, nowhere, false)).getSubcommands();
    String help = Files.readString(LAUNCHER);
    assertThat(commands.keySet())
        .filteredOn(command -> !isForTheLauncher(commands.get(command)))
        .isNotEmpty()
        .allSatisfy(command -> assertThat(help).containsPattern("(?m)^  " + command + " +\\w"));
  }

  private static boolean isForTheLauncher(CommandLine command) {
    return command.getCommandSpec().usageMessage().hidden();
  }
}
