// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.engine.publish.Content;
import sparkoptim.engine.publish.Publication;

/**
 * The file {@code outcome.json} in the output folder: how the last command there ended. A cluster
 * manager may not hand on the driver's exit code.
 */
final class Outcome {
  static final String FILE = "outcome.json";

  /** The key of the submission that the run is of. */
  static final String SUBMISSION = "submission";

  /** What other runs write to has this name too: one writer at a time. */
  private static final String SCOPE = "outcome";

  private static final Logger LOG = LoggerFactory.getLogger(Outcome.class);

  private Outcome() {}

  /** Writes the outcome where the configuration names an output; what fails is only logged. */
  static void write(JobRun run, int exitCode, String message) {
    Optional<String> output =
        run.config().filter(config -> config.hasPath("output")).map(c -> c.getString("output"));
    if (output.isEmpty()) {
      return;
    }
    try (Publication publication =
        Publication.of(new Path(output.get()), SCOPE, true, HadoopSettings.get())) {
      publication.claim("output", FILE, Content.FILE);
      publication.begin();
      publication.replace(FILE, Json.bytes(values(run, exitCode, message)));
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn(
          "{}/{} was not written: {}",
          Secrets.redacted(output.get()),
          FILE,
          Secrets.redacted(e.toString()));
    }
  }

  private static Map<String, Object> values(JobRun run, int exitCode, String message) {
    Instant now = Instant.now();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("version", 1);
    values.put("command", run.command());
    Submission.current().ifPresent(id -> values.put(SUBMISSION, id));
    values.put("outcome", ExitCode.word(exitCode));
    values.put("exitCode", exitCode);
    values.put("message", message);
    values.put("problems", run.problems());
    values.put("started", run.started().truncatedTo(ChronoUnit.MILLIS).toString());
    values.put("ended", now.truncatedTo(ChronoUnit.MILLIS).toString());
    values.put("seconds", Duration.between(run.started(), now).toMillis() * 1e-3);
    values.putAll(run.facts());
    values.put("versions", Versions.all());
    return values;
  }
}
