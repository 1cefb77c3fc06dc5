// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * Tells how a job ended whose driver was in a cluster, and ends in the same way: cluster managers
 * hand on no exit codes, so the job leaves its own in {@code outcome.json}.
 */
@Command(
    name = "ended",
    hidden = true,
    description = "Says how the job of a submission ended, and ends with its exit code.")
final class EndedCommand implements Callable<Integer> {
  private static final String UNKNOWN = "nobody knows how the job ended: ";

  @ParentCommand private Commands parent;

  @Parameters(index = "0", paramLabel = "ID", description = "Names the submission.")
  private String id;

  @Parameters(index = "1..*", paramLabel = "WORD", description = "COMMAND CONFIG ... [-- OPTION]")
  private List<String> words;

  @Override
  public Integer call() {
    Submission submission = Submission.of(words);
    try {
      return code(submission);
    } catch (IOException | RuntimeException e) {
      return unknown(UNKNOWN + Text.oneLine(Secrets.redacted(e.toString())));
    }
  }

  private int code(Submission submission) throws IOException {
    Optional<List<String>> command = submission.readable();
    if (command.isEmpty()) {
      return unknown(UNKNOWN + "only the cluster has the configuration that names its output");
    }
    List<String> words = command.get();
    Config config = JobConfig.load(words.get(1), words.subList(2, words.size()));
    if (!config.hasPath("output")) {
      return unknown(
          UNKNOWN
              + "the configuration has no output, where outcome.json would be; bin/spark-optim"
              + " result REGISTRY RUN_ID tells the end of a retrain");
    }
    Path file = new Path(config.getString("output"), Outcome.FILE);
    JsonNode outcome;
    try (InputStream in = file.getFileSystem(submission.hadoop()).open(file)) {
      outcome = new ObjectMapper().readTree(in);
    } catch (FileNotFoundException e) {
      return unknown(UNKNOWN + Secrets.redacted("" + file) + " is not there; see the driver's log");
    }
    if (!outcome.path("submission").asText().equals(id) || !outcome.path("exitCode").isInt()) {
      return unknown(
          UNKNOWN + Secrets.redacted("" + file) + " is of another run; see the driver's log");
    }
    if (outcome.path("message").isTextual()) {
      parent.err().println("spark-optim: " + outcome.path("message").asText());
    }
    outcome
        .path("problems")
        .forEach(problem -> parent.err().println("spark-optim: " + problem.asText()));
    return outcome.path("exitCode").asInt();
  }

  private int unknown(String line) {
    PrintStream err = parent.err();
    err.println("spark-optim: " + line);
    return ExitCode.UNEXPECTED;
  }
}
