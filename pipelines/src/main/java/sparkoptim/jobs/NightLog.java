// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import sparkoptim.jobs.check.CheckResult;
import sparkoptim.jobs.registry.Attempt;
import sparkoptim.jobs.registry.Promotion;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.window.RunId;

/** What a night notes while it runs, and the result that it writes in the end. */
final class NightLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RetrainSettings settings;
  private final Registry registry;
  private final RunId id;
  private final Instant began = Instant.now();
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private List<Map<String, Object>> checks = List.of();

  NightLog(RetrainSettings settings, Registry registry, RunId id) {
    this.settings = settings;
    this.registry = registry;
    this.id = id;
  }

  void took(String phase, long since) {
    seconds.put(phase, (System.nanoTime() - since) * 1e-9);
  }

  void warn(String sentence) {
    warnings.add(sentence);
  }

  void checked(List<CheckResult> results) {
    checks = results.stream().map(CheckResult::values).toList();
  }

  /** Says with the checks that rows block, so that later nights leave them out. */
  void unfit(String sentence) {
    var block =
        new CheckResult("read", CheckResult.Status.BLOCK, Secrets.redacted(sentence), Map.of());
    checks = Stream.concat(checks.stream(), Stream.of(block.values())).toList();
  }

  /** Takes what a trial noted. */
  void add(NightTrial trial) {
    seconds.putAll(trial.seconds());
    warnings.addAll(trial.warnings());
  }

  /** Writes the result of a night whose day has no rows. */
  NightResult skipped(Attempt attempt) throws IOException {
    Optional<String> stale = stale(NightOutcome.SKIPPED);
    stale.ifPresent(warnings::add);
    int code = code(stale, settings.exit().noRows());
    String noRows = "there are no rows in " + id.fill("data.new", settings.window().newRows());
    return write(attempt, result(attempt, NightOutcome.SKIPPED, code, noRows));
  }

  /** Writes the result of a night that is refused. */
  NightResult refused(Attempt attempt, String reason) throws IOException {
    return write(attempt, result(attempt, NightOutcome.REFUSED, ExitCode.REFUSED, reason));
  }

  /**
   * Writes the result of a night that decided.
   *
   * @param previous the version that the promotion replaced; null where there is none
   * @param judged the decision, as the registry keeps it
   */
  NightResult finished(
      Attempt attempt,
      Version candidate,
      String previous,
      NightOutcome outcome,
      String reason,
      JsonNode judged)
      throws IOException {
    Optional<String> stale = stale(outcome);
    stale.ifPresent(warnings::add);
    int code =
        outcome == NightOutcome.PROMOTED || outcome == NightOutcome.READY
            ? ExitCode.SUCCEEDED
            : code(stale, settings.exit().kept());
    ObjectNode result = result(attempt, outcome, code, reason);
    result.put("version", candidate.name().toString());
    result.put("previous", previous);
    result.put("comparedWith", judged.path("comparedWith").textValue());
    result.put("weightsSha256", judged.path("weightsSha256").textValue());
    result.set("gates", judged.path("gates"));
    result.set("inputs", without(judged.path("inputs"), "settings"));
    result.set("days", judged.path("days"));
    result.set("figures", judged.path("figures"));
    judged.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return write(attempt, result);
  }

  private static JsonNode without(JsonNode object, String key) {
    return object instanceof ObjectNode node ? node.deepCopy().without(key) : object;
  }

  private int code(Optional<String> stale, int otherwise) {
    return stale.isPresent() && settings.exit().stale() != 0 ? settings.exit().stale() : otherwise;
  }

  /** Says that the serving model is old; nothing where it is not, or a new one serves. */
  private Optional<String> stale(NightOutcome outcome) throws IOException {
    Optional<Promotion> serves = registry.current();
    if (settings.promote().maxAge().isEmpty()
        || outcome == NightOutcome.PROMOTED
        || serves.isEmpty()) {
      return Optional.empty();
    }
    String runId = serves.get().versionName().runId();
    var then = new RunId(runId).day();
    var now = id.day();
    if (then.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    long days = ChronoUnit.DAYS.between(then.get(), now.get());
    return days > settings.promote().maxAge().get()
        ? Optional.of(
            Text.of(
                "the model that serves is of %s, %d days before this night (promote.maxAge)",
                runId, days))
        : Optional.empty();
  }

  private ObjectNode result(Attempt attempt, NightOutcome outcome, int code, String reason) {
    ObjectNode result = JSON.createObjectNode();
    result.put("format", NightResult.VERSION);
    result.put("runId", id.text());
    id.day().ifPresent(day -> result.put("day", day.toString()));
    result.put("attempt", attempt.number());
    Submission.current().ifPresent(submission -> result.put(Outcome.SUBMISSION, submission));
    result.put("outcome", outcome.word());
    result.put("exitCode", code);
    result.put("retriable", false);
    result.put("reason", Secrets.redacted(reason));
    return result;
  }

  private NightResult write(Attempt attempt, ObjectNode result) throws IOException {
    if (attempt.result().isPresent()) {
      throw decidedByAnother(id);
    }
    result.put("serves", registry.current().map(Promotion::version).orElse(null));
    var all = result.putArray("warnings");
    warnings.forEach(warning -> all.add(Secrets.redacted(warning)));
    ObjectNode times = result.putObject("seconds");
    seconds.forEach(times::put);
    times.put("whole", began.until(Instant.now(), ChronoUnit.MILLIS) * 1e-3);
    result.put("ended", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    if (!checks.isEmpty()) {
      result.set("checks", JSON.valueToTree(checks));
    }
    NightResult written = new NightResult(result, attempt.resultFile().toString());
    attempt.writeResult(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(result));
    return written;
  }

  static TryAgainException decidedByAnother(RunId id) {
    return new TryAgainException(
        "another process has decided %s meanwhile; the same command prints it".formatted(id));
  }
}
