// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import sparkoptim.engine.publish.PublicationBusyException;
import sparkoptim.jobs.registry.Attempt;
import sparkoptim.jobs.registry.Registry;

/**
 * Tells how a job ended whose driver was in a cluster, and ends in the same way: cluster managers
 * hand on no exit codes, so a job leaves its own in {@code outcome.json}, and a night in its
 * registry.
 */
@Command(
    name = "ended",
    hidden = true,
    description = "Says how the job of a submission ended, and ends with its exit code.")
final class EndedCommand implements Callable<Integer> {
  @ParentCommand private Commands parent;

  @Parameters(index = "0", paramLabel = "ID", description = "Names the submission.")
  private String id;

  @Parameters(index = "1..*", paramLabel = "WORD", description = "COMMAND CONFIG ... [-- OPTION]")
  private List<String> words;

  @Override
  public Integer call() {
    try {
      return code(Submission.of(words));
    } catch (JobException e) {
      say("nobody knows how the job ended: " + e.getMessage());
    } catch (RuntimeException e) {
      say("nobody knows how the job ended: " + said(e));
    }
    return ExitCode.UNEXPECTED;
  }

  private int code(Submission submission) {
    Optional<String> file = submission.config();
    KnownConfig known = submission.known(file);
    try {
      String output = known.text("output").orElseThrow(() -> noOutput(file));
      return outcome(new Path(output, Outcome.FILE), submission);
    } catch (JobException e) {
      Optional<String> registry = known.registry();
      Optional<String> runId = known.text("run.id");
      if (!isNight(submission.command()) || registry.isEmpty() || runId.isEmpty()) {
        throw e;
      }
      return night(registry.get(), runId.get(), known, submission);
    }
  }

  /** Returns the exit code that a job left in its output. */
  private int outcome(Path file, Submission submission) {
    JsonNode outcome;
    try (InputStream in = file.getFileSystem(submission.hadoop()).open(file)) {
      outcome = new ObjectMapper().readTree(in);
    } catch (FileNotFoundException e) {
      throw new JobException(
          Secrets.redacted("" + file) + " is not there; see the driver's log", e);
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new JobException(unreadable("" + file, e) + "; its exitCode is the job's", e);
    }
    if (!outcome.path(Outcome.SUBMISSION).asText().equals(id)
        || !outcome.path("exitCode").isInt()) {
      throw new JobException(
          Secrets.redacted("" + file) + " is of another run; see the driver's log");
    }
    if (outcome.path("message").isTextual()) {
      say(outcome.path("message").asText());
    }
    outcome.path("problems").forEach(problem -> say(problem.asText()));
    return outcome.path("exitCode").asInt();
  }

  private static JobException noOutput(Optional<String> config) {
    return new JobException(
        config.isPresent()
            ? "the configuration has no output, where outcome.json would be: pass output=FOLDER"
            : "only the cluster has the configuration that names its output: pass output=FOLDER on the"
                + " command line too");
  }

  /** A simulation has a registry of its own, and a repetition leaves nothing in one. */
  private static boolean isNight(GivenCommand command) {
    return command.name().equals("retrain")
        && !command.has("--simulate")
        && !command.has("--from-record");
  }

  /** Returns the exit code that a night left in its registry. */
  private int night(String place, String runId, KnownConfig known, Submission submission) {
    try (Registry registry = Registry.toRead(place, submission.hadoop())) {
      Attempt attempt = ResultCommand.last(registry, runId);
      JsonNode result = ResultCommand.result(attempt, runId);
      int code = ResultCommand.exitCode(attempt, result);
      if (!isOfThisRun(result, code, known)) {
        throw new JobException(
            "%s is of another run; see the driver's log (with output=FOLDER, outcome.json there"
                    .formatted(Secrets.redacted("" + attempt.resultFile()))
                + " tells every end)");
      }
      say(
          "%s: %s, %s"
              .formatted(runId, result.path("outcome").asText(), result.path("reason").asText()));
      return code;
    } catch (PublicationBusyException e) {
      say(e.getMessage());
      return ExitCode.TRY_AGAIN;
    } catch (JobException e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new JobException(
          unreadable(place, e) + "; bin/spark-optim result REGISTRY RUN_ID tells the end", e);
    }
  }

  /**
   * A night that was decided ends each time as it did then, unless it is asked for anew. Any other
   * result has to be this run's; one that names no submission is believed where it is no success.
   */
  private boolean isOfThisRun(JsonNode result, int code, KnownConfig known) {
    String submission = result.path(Outcome.SUBMISSION).asText();
    if (submission.equals(id)) {
      return true;
    }
    return !known.isOn("run.again")
        && (NightResult.isDecided(result) || (submission.isEmpty() && code != 0));
  }

  private static String unreadable(String place, Throwable e) {
    String what = Secrets.redacted(place);
    return lacksClasses(e)
        ? what
            + " needs classes that this machine lacks: pass -- --jars FILE,FILE with files of this"
            + " machine (--packages are fetched elsewhere), or put them into $SPARK_HOME/jars"
        : what + " cannot be read here: " + said(e);
  }

  private static boolean lacksClasses(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof ClassNotFoundException
          || e instanceof LinkageError
          || e instanceof UnsupportedFileSystemException) {
        return true;
      }
    }
    return false;
  }

  private static String said(Throwable e) {
    return Text.oneLine(Secrets.redacted(e.toString()));
  }

  private void say(String line) {
    parent.err().println("spark-optim: " + line);
  }
}
