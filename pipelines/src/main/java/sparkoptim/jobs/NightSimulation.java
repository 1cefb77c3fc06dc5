// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.window.RunId;

/**
 * Nights of the past, one after the other in one session and a registry of their own, so that a
 * team can see what its gates would have decided before the first night counts.
 */
record NightSimulation(RetrainSettings settings, PrintStream out, PrintStream err, JobRun run) {
  private static final String LINE = "%-12s %-10s %10s %12s %12s  %s";
  private static final String NUMBER = "%.5f";

  /**
   * Replays days.
   *
   * @param days how many, the last of them that of {@code run.id}
   */
  int run(int days) throws IOException {
    Keys.checked("--simulate", days, n -> n >= 1, "at least 1");
    LocalDate last = settings.requiredRunId().requiredDay("--simulate");
    DateTimeFormatter form =
        settings.requiredRunId().text().startsWith(last.toString())
            ? DateTimeFormatter.ISO_LOCAL_DATE
            : DateTimeFormatter.BASIC_ISO_DATE;
    Path scratch = Files.createTempDirectory("spark-optim-simulation");
    Map<NightOutcome, Integer> counts = new TreeMap<>();
    try (Registry registry =
            Registry.toWrite(scratch.toUri().toString(), HadoopSettings.get(), true);
        var session = JobSession.open("spark-optim retrain", settings.training().run())) {
      run.readsData();
      out.println(
          Text.of(LINE, "run", "outcome", "rows", "candidate", "incumbent", "why").stripTrailing());
      for (int i = days - 1; i >= 0; i--) {
        var id = new RunId(last.minusDays(i).format(form));
        NightResult result = night(registry, session, id);
        counts.merge(result.outcome(), 1, Integer::sum);
        out.println(line(id, result));
      }
    } finally {
      FileUtils.deleteQuietly(scratch.toFile());
    }
    counts.forEach((outcome, count) -> out.println(Text.of("%-12s %d", outcome.word(), count)));
    return ExitCode.SUCCEEDED;
  }

  private NightResult night(Registry registry, JobSession session, RunId id) throws IOException {
    try {
      return new NightRun(settings, session, registry, id, err).run();
    } catch (JobException e) {
      var stored = registry.run(id.text()).result();
      if (stored.isEmpty()) {
        throw e; // of the settings, not of this day
      }
      return NightResult.of(stored.get(), "");
    }
  }

  private static String line(RunId id, NightResult result) {
    JsonNode json = result.json();
    JsonNode figures = json.path("figures");
    return Text.of(
            LINE,
            id,
            result.outcome().word(),
            json.at("/inputs/rows").asText(),
            figure(figures.path("candidate")),
            figure(figures.path("incumbent")),
            json.path("reason").asText())
        .stripTrailing();
  }

  private static String figure(JsonNode model) {
    JsonNode figures = model.path("figures");
    for (String name : new String[] {"logLoss", "rmse", "accuracy"}) {
      if (figures.path(name).isNumber()) {
        return Text.of(NUMBER, figures.path(name).asDouble());
      }
    }
    return "";
  }
}
