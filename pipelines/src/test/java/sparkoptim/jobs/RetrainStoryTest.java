// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/retraining.md, as they stand there, with what it shows of their output. */
final class RetrainStoryTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final String COMMAND = "$ bin/spark-optim ";

  @TempDir private Path folder;

  @Test
  void story_everyCommand_printsWhatThePageShows() throws IOException, InterruptedException {
    assumeThat(pythonMakesDays()).as("python3 is needed").isTrue();
    String config = Files.readString(ROOT.resolve("examples/retrain/visits.conf"));
    Files.writeString(folder.resolve("visits.conf"), config.replace("runs/", folder + "/"));
    TestSession.get();
    int commands = 0;
    String said = "";
    for (String line : Files.readAllLines(ROOT.resolve("docs/retraining.md"))) {
      if (line.startsWith(COMMAND)) {
        said = run(line.substring(COMMAND.length()));
        commands++;
      } else if (!said.isEmpty() && !line.startsWith("```") && !line.startsWith("$")) {
        assertThat(said).contains(line.replaceAll("\\s+", " ").strip());
      } else {
        said = line.startsWith("```") ? "" : said;
      }
    }
    assertThat(commands).isGreaterThanOrEqualTo(6);
  }

  private boolean pythonMakesDays() throws IOException, InterruptedException {
    Path script = ROOT.resolve("examples/retrain/make_days.py");
    try {
      return new ProcessBuilder("python3", script.toString(), folder.resolve("visits").toString())
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) { // there is no such program
      return false;
    }
  }

  private String run(String command) {
    List<String> arguments = new ArrayList<>();
    Matcher words = ARGUMENT.matcher(command);
    while (words.find()) {
      String word = words.group(1) == null ? words.group(2) : words.group(1);
      arguments.add(
          word.replace("examples/retrain/visits.conf", folder.resolve("visits.conf").toString())
              .replace("runs/", folder + "/"));
    }
    var said = new ByteArrayOutputStream();
    var stream = new PrintStream(said, true, UTF_8);
    Main.run(arguments.toArray(String[]::new), stream, stream);
    return said.toString(UTF_8).replaceAll("[ \\t]+", " ");
  }
}
