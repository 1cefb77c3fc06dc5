// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.jobs.registry.Attempt;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.Removal;
import sparkoptim.jobs.registry.VersionName;
import sparkoptim.jobs.window.RunId;

/** Retrains a model for one night, and lets it serve if it is fit to. */
final class RetrainJob {
  /** The phase after the result. */
  private static final String TOLD = "told";

  private static final Logger LOG = LoggerFactory.getLogger(RetrainJob.class);

  private final RetrainSettings settings;
  private final PrintStream out;
  private final PrintStream err;
  private final JobRun run;

  /**
   * @param out gets the result, {@code err} the progress
   * @param run hears of what failed after the decision
   */
  RetrainJob(RetrainSettings settings, PrintStream out, PrintStream err, JobRun run) {
    this.settings = settings;
    this.out = out;
    this.err = err;
    this.run = run;
  }

  /**
   * Runs the night.
   *
   * @return the exit code of its outcome
   */
  int run() throws IOException {
    RunId id = settings.requiredRunId();
    RegistrySettings place = settings.registry();
    try (Registry registry =
        Registry.toWrite(place.uri(), HadoopSettings.get(), place.singleWriter())) {
      try (var session = JobSession.open("spark-optim retrain " + id, settings.training().run())) {
        run.readsData();
        var night = new NightRun(settings, session, registry, id, err);
        NightResult result;
        try {
          result = night.run();
        } catch (Exception e) { // Spark's own are checked, and Scala does not say so
          night.refusal().ifPresent(refusal -> end(refusal, registry));
          throw e;
        }
        end(result, registry);
        retain(registry);
        return result.exitCode();
      }
    }
  }

  private void end(NightResult result, Registry registry) {
    print(result);
    tell(result, registry);
  }

  /**
   * Trains an old night's version again, from the rows and the parent that its record names.
   *
   * @param version its name
   * @throws JobException where rows or settings are others now, or the weights are
   */
  int repeat(String version) throws IOException {
    VersionName name =
        VersionName.of(version)
            .orElseThrow(
                () ->
                    new JobException(
                        "--from-record takes the name of a version, as history shows it, was "
                            + version));
    try (Registry registry = Registry.toRead(settings.registry().uri(), HadoopSettings.get());
        var session =
            JobSession.open("spark-optim retrain " + version, settings.training().run())) {
      run.readsData();
      String sha256 =
          new NightRepetition(settings, session, registry, err).repeat(registry.version(name));
      var table = new ResultTable();
      table.add("version", version);
      table.add("trained again", "the same bits");
      table.add("weights", "SHA-256 " + sha256);
      table.print(out);
      return ExitCode.SUCCEEDED;
    }
  }

  /** Tells others of the result, once; what of it fails costs nothing. */
  private void tell(NightResult result, Registry registry) {
    Attempt attempt =
        registry
            .run(result.json().path("runId").asText())
            .attempt(result.json().path("attempt").asInt());
    try {
      if (attempt.phase(TOLD).isEmpty()) {
        tellAll(result, registry);
        attempt.writePhase(TOLD, Json.bytes(Map.of("time", Instant.now().toString())));
      }
    } catch (IOException | RuntimeException | FSError e) {
      LOG.warn("it is not known whether all have heard of the result: {}", e.toString());
    }
  }

  private void tellAll(NightResult result, Registry registry) {
    for (NightNews news : NightNews.all(settings)) {
      try {
        news.tell(result, registry);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception | LinkageError e) { // a server that is down costs no night
        LOG.warn(
            "{} did not hear of the result: {}",
            Secrets.redacted(news.name()),
            Secrets.redacted(String.valueOf(e.getMessage())));
      }
    }
  }

  private void retain(Registry registry) {
    try {
      List<Removal> removed = registry.retain(settings.retention());
      removed.forEach(
          removal -> err.println("removed " + removal.version() + ": " + removal.reason()));
    } catch (IOException | RuntimeException | FSError e) {
      LOG.warn("versions that are to go were not removed: {}", e.getMessage());
    }
  }

  /** Prints the result; its file is the last line. */
  private void print(NightResult result) {
    var table = new ResultTable();
    result.print(table);
    table.print(out);
    Optional.of(result.file()).map(Secrets::redacted).ifPresent(out::println);
  }
}
