// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparkoptim.core.PlainText;
import sparkoptim.engine.publish.PublicationBusyException;
import sparkoptim.jobs.registry.Attempt;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.RunFiles;

/** Shows how a run ended, and ends in the same way: cluster managers lose exit codes. */
@Command(
    name = "result",
    description = "Prints the result of a run of retrain, and ends with its exit code.")
final class ResultCommand extends RegistryCommand {
  private static final int LARGEST_CODE = 255;

  @Parameters(index = "1", paramLabel = "RUN_ID", description = "The run.id of retrain.")
  private String runId;

  @Option(names = "--attempt", paramLabel = "N", description = "This one; else the last.")
  private Integer attempt;

  @Override
  String name() {
    return "result";
  }

  @Override
  int run(Registry registry, PrintStream out) throws IOException {
    Attempt last = last(registry, runId);
    Attempt chosen =
        attempt == null
            ? last
            : registry
                .run(runId)
                .attempt(Keys.checked("--attempt", attempt, n -> n > 0, "above 0"));
    JsonNode result = result(chosen, runId);
    out.println(result.toPrettyString());
    return exitCode(chosen, result);
  }

  /**
   * Returns the last attempt of a run.
   *
   * @throws JobException if there is no such run
   */
  static Attempt last(Registry registry, String runId) throws IOException {
    RunFiles run = registry.run(runId);
    int last = run.lastAttempt();
    if (last == 0) {
      throw new JobException("no run %s in %s".formatted(runId, registry.root()));
    }
    return run.attempt(last);
  }

  /**
   * Returns how an attempt ended.
   *
   * @throws PublicationBusyException if it has not
   */
  static JsonNode result(Attempt attempt, String runId) throws IOException {
    return attempt
        .result()
        .orElseThrow(
            () ->
                new PublicationBusyException(
                    PlainText.of(
                        "attempt %d of run %s has no result: it goes on, or was ended and can be started again",
                        attempt.number(), runId)));
  }

  /** Returns the exit code of a result. */
  static int exitCode(Attempt attempt, JsonNode result) {
    JsonNode code = result.path("exitCode");
    if (!code.isInt() || code.asInt() < 0 || code.asInt() > LARGEST_CODE) {
      throw new JobException(
          "%s has no exitCode from 0 to 255, was %s".formatted(attempt.resultFile(), code));
    }
    return code.asInt();
  }
}
