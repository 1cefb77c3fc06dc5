// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.engine.publish.Lease;
import sparkoptim.jobs.check.CheckResult;
import sparkoptim.jobs.compare.GateDecision;
import sparkoptim.jobs.registry.Approval;
import sparkoptim.jobs.registry.Attempt;
import sparkoptim.jobs.registry.Hold;
import sparkoptim.jobs.registry.Promotion;
import sparkoptim.jobs.registry.PromotionLostException;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.RunFiles;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.registry.VersionName;
import sparkoptim.jobs.window.RunId;

/**
 * One night: rows, checks, training, comparison, promotion, result, in this order. Each phase
 * depends on what the ones before it found and left in the registry, so that a night that was ended
 * at any moment comes to the same decision when it is run again.
 */
final class NightRun {
  private static final String INPUTS = "inputs";
  private static final String DECISION = "decision";
  private static final int MOST_PROMOTIONS = 2;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(NightRun.class);

  private final RetrainSettings settings;
  private final JobSession session;
  private final Registry registry;
  private final RunId id;
  private final PrintStream err;
  private final NightLog log;
  private Lease lease;
  private NightResult refusal;
  private List<String> history = List.of(); // the days before that were read
  private int started; // the number of the promotion in force

  NightRun(
      RetrainSettings settings, JobSession session, Registry registry, RunId id, PrintStream err) {
    this.settings = settings;
    this.session = session;
    this.registry = registry;
    this.id = id;
    this.err = err;
    log = new NightLog(settings, registry, id);
  }

  /**
   * Runs the night, or returns what was decided before.
   *
   * @throws JobException for rows or models that are refused; the registry has a result that says
   *     so
   */
  NightResult run() throws IOException {
    RunFiles files = registry.run(id.text());
    Optional<NightResult> before = decided(files);
    if (before.isPresent()) {
      return before.get();
    }
    lease = files.lease();
    try {
      before = decided(files); // by the run that held the lease
      return before.isPresent() ? before.get() : attempt(files);
    } finally {
      lease.close();
    }
  }

  private Optional<NightResult> decided(RunFiles files) throws IOException {
    Optional<JsonNode> stored = files.result();
    if (settings.again() || stored.isEmpty() || !NightResult.isDecided(stored.get())) {
      return Optional.empty();
    }
    if (settings.verify()) {
      verify(files, stored.get());
    }
    String file = files.attempt(stored.get().path("attempt").asInt()).resultFile().toString();
    return Optional.of(NightResult.of(stored.get(), file));
  }

  /** Refuses rows and settings that are not those that decided the night. */
  private void verify(RunFiles files, JsonNode stored) throws IOException {
    Optional<JsonNode> then = files.attempt(stored.path("attempt").asInt()).phase(INPUTS);
    if (then.isEmpty()) {
      return;
    }
    Optional<Version> incumbent;
    try {
      incumbent = version(then.get().path("incumbent"));
    } catch (JobException e) { // retention has removed what the rows were read with
      LOG.warn("{} is not held against its rows: {}", id, e.getMessage());
      return;
    }
    try (var trial = new NightTrial(settings, session, id, err)) {
      Optional<NightInputs> now = trial.read(incumbent, NightDays.of(then.get().path("days")));
      Optional<String> difference =
          now.isEmpty()
              ? Optional.of("was decided, and now its day has no rows")
              : now.get().difference(then.get());
      if (difference.isPresent()) {
        throw new DataException(
            "%s %s (run.again = true decides it anew, as another attempt)"
                .formatted(id, difference.get()));
      }
    }
  }

  private NightResult attempt(RunFiles files) throws IOException {
    int last = files.lastAttempt();
    boolean unfinished = last > 0 && files.attempt(last).result().isEmpty();
    return attempt(files, files.attempt(unfinished ? last : last + 1));
  }

  /** Makes an attempt; whatever ends with exit code 65 leaves a result that says so. */
  private NightResult attempt(RunFiles files, Attempt attempt) throws IOException {
    Optional<NightResult> result;
    try {
      result = tried(attempt);
    } catch (Exception e) { // Spark's own are checked, and Scala does not say so
      Failure failure = Failure.of(e, true);
      if (failure.exitCode() == ExitCode.REFUSED) {
        if (e instanceof UnfitRowsException rows && (rows.areNew() || isHistoryDecided())) {
          log.unfit(e.getMessage());
        }
        refused(attempt, failure.message());
      }
      throw e;
    }
    return result.isPresent() ? result.get() : attempt(files, files.attempt(attempt.number() + 1));
  }

  /** Where the days before went through nights of their own, a fault is of the new rows. */
  private boolean isHistoryDecided() throws IOException {
    for (String day : history) {
      Optional<JsonNode> own = registry.run(day).result();
      if (own.isEmpty()) {
        own = registry.run(day.replace("-", "")).result();
      }
      if (own.filter(NightResult::isDecided).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private void refused(Attempt attempt, String reason) throws IOException {
    refusal = log.refused(attempt, reason);
  }

  /** Returns the result of a night that ended with an exception, if it left one. */
  Optional<NightResult> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Returns nothing where the attempt had begun with other rows. */
  private Optional<NightResult> tried(Attempt attempt) throws IOException {
    Optional<JsonNode> begun = attempt.phase(INPUTS);
    Optional<Promotion> serving = registry.current();
    Optional<Version> incumbent =
        begun.isPresent()
            ? version(begun.get().path("incumbent"))
            : registry.incumbentOf(id.text());
    if (incumbent.isPresent()) {
      requireSameHoldout(incumbent.get());
    }
    serving.ifPresent(this::requireSameForm);
    started = serving.map(Promotion::number).orElse(0);
    try (Hold held = incumbent.isPresent() ? registry.hold(incumbent.get().name()) : () -> {};
        NightTrial trial = new NightTrial(settings, session, id, err)) {
      LOG.debug("{} holds {}", held, incumbent);
      long start = System.nanoTime();
      var days = new NightDays(registry);
      Optional<NightInputs> inputs =
          trial.readAndLoad(
              incumbent,
              new NightAnchor(settings, registry).version(new ArrayList<>()),
              begun.map(then -> NightDays.of(then.path("days"))).orElse(days));
      if (!days.warning().isEmpty()) {
        log.warn(days.warning());
      }
      log.took("read", start);
      if (inputs.isEmpty()) {
        return Optional.of(log.skipped(attempt));
      }
      Optional<String> other = begun.flatMap(then -> inputs.get().difference(then));
      if (other.isPresent()) { // the night ended before it decided, and its rows are others now
        refused(attempt, other.get());
        return Optional.empty();
      }
      ObjectNode phase = (ObjectNode) inputs.get().json();
      phase.set("days", trial.days());
      history = trial.history();
      phase.put("incumbent", incumbent.map(v -> v.name().toString()).orElse(null));
      attempt.writePhase(INPUTS, bytes(phase));
      return Optional.of(decide(attempt, trial, inputs.get(), incumbent, serving));
    }
  }

  /** Ids sort as text, so that days of two forms would be in another order than they are. */
  private void requireSameForm(Promotion serving) {
    var other = new RunId(serving.versionName().runId());
    if (id.day().isEmpty() || other.day().isEmpty()) {
      return;
    }
    int days = id.day().get().compareTo(other.day().get());
    if (days != 0 && (days < 0) != (id.compareTo(other) < 0)) {
      throw new DataException(
          "run.id = %s is %s %s, which serves, and sorts otherwise as text: the ids of a registry have one form"
              .formatted(id, days < 0 ? "of a day before" : "of a day after", other));
    }
  }

  /** With another rule, rows would be held out that the serving model was trained on. */
  private void requireSameHoldout(Version incumbent) throws IOException {
    String now = settings.window().holdout().canonical(settings.window().key());
    String then = incumbent.record().path("holdout").asText(now);
    if (!now.equals(then) && !settings.validate().reset()) {
      throw new DataException(
          "validate.holdout is %s, and was %s for %s, which serves: it may have been trained on rows that are held out now (validate.holdout.reset = true takes the new rule)"
              .formatted(now, then, incumbent));
    }
  }

  private NightResult decide(
      Attempt attempt,
      NightTrial trial,
      NightInputs inputs,
      Optional<Version> incumbent,
      Optional<Promotion> serving)
      throws IOException {
    Optional<Version> made = made(attempt, inputs);
    Version candidate;
    if (made.isPresent()) { // it was complete when the night ended, with its comparison
      candidate = made.get();
    } else {
      checked(trial.check(registry, incumbent));
      trial.train(incumbent);
      GateDecision decision = trial.compare(registry, incumbent);
      candidate = trial.complete(registry, attempt, inputs, incumbent, decision);
    }
    log.add(trial);
    return promoted(attempt, trial, candidate, serving);
  }

  /** Refuses rows that a check blocks, with all of its sentences. */
  private void checked(List<CheckResult> results) {
    log.checked(results);
    List<CheckResult> blocking = CheckResult.of(results, CheckResult.Status.BLOCK);
    if (!blocking.isEmpty()) {
      throw new DataException(
          "%s is refused by its checks: %s"
              .formatted(
                  id, String.join("; ", blocking.stream().map(CheckResult::sentence).toList())));
    }
  }

  /** Returns the version of this attempt, if it was completed before the night was ended. */
  private Optional<Version> made(Attempt attempt, NightInputs inputs) throws IOException {
    for (Version version : registry.versions()) {
      VersionName name = version.name();
      if (name.runId().equals(id.text())
          && name.attempt() == attempt.number()
          && inputs.difference(version.record().path("inputs")).isEmpty()) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  private NightResult promoted(
      Attempt attempt, NightTrial trial, Version candidate, Optional<Promotion> serving)
      throws IOException {
    JsonNode record = candidate.record();
    JsonNode judged = attempt.phase(DECISION).orElse(record);
    Optional<Promotion> mine = registry.history().of(candidate.name().toString());
    if (mine.isPresent()) { // the night was ended between promotion and result
      return log.finished(
          attempt,
          candidate,
          mine.get().previous(),
          NightOutcome.PROMOTED,
          mine.get().note(),
          judged);
    }
    Optional<Version> compared = version(judged.path("comparedWith"));
    Optional<Promotion> against = serving;
    for (int round = 0; round < MOST_PROMOTIONS; round++) {
      if (isLater(against)) {
        String reason =
            "%s is a night before %s, which serves (promote.order = forward)"
                .formatted(id, against.orElseThrow().version());
        return log.finished(attempt, candidate, null, NightOutcome.KEPT, reason, judged);
      }
      if (!isOf(compared, against)) { // something else came to serve meanwhile
        compared = against.map(p -> versionOf(p));
        judged = trial.compareAgain(candidate, compared, registry);
        attempt.writePhase(DECISION, bytes(judged));
      }
      NightVerdict verdict = new NightVerdict(judged, settings.promote());
      NightOutcome outcome = verdict.outcome(compared.isEmpty());
      if (outcome != NightOutcome.PROMOTED) {
        return log.finished(attempt, candidate, null, outcome, verdict.reason(outcome), judged);
      }
      try {
        requireUndecided(attempt);
        String note = verdict.note();
        Promotion promotion = registry.promote(candidate.name(), against, Approval.passed(note));
        return log.finished(
            attempt, candidate, promotion.previous(), NightOutcome.PROMOTED, note, judged);
      } catch (PromotionLostException e) {
        LOG.warn("{}", e.getMessage());
        against = registry.current();
      }
    }
    throw new TryAgainException(
        "other runs were promoted twice while %s was compared; the same command goes on"
            .formatted(id));
  }

  /** A copy of this night that stood still may find that another one has decided it meanwhile. */
  private void requireUndecided(Attempt attempt) throws IOException {
    lease.check();
    boolean promoted =
        registry.history().promotions().stream()
            .anyMatch(p -> p.number() > started && p.versionName().runId().equals(id.text()));
    if (promoted || attempt.result().isPresent()) {
      throw NightLog.decidedByAnother(id);
    }
  }

  private boolean isLater(Optional<Promotion> against) {
    return settings.promote().order() == RetrainSettings.PromoteSettings.Order.FORWARD
        && against.isPresent()
        && against.get().versionName().runId().compareTo(id.text()) > 0;
  }

  /**
   * Returns whether the candidate was compared with what serves. With {@code promote.order = any} a
   * night of the past is compared with the model of its time, and replaces a later one.
   */
  private boolean isOf(Optional<Version> compared, Optional<Promotion> against) {
    if (against.isEmpty()) {
      return compared.isEmpty();
    }
    if (against.get().versionName().runId().compareTo(id.text()) >= 0) {
      return true;
    }
    return compared.isPresent() && compared.get().name().equals(against.get().versionName());
  }

  private Version versionOf(Promotion promotion) {
    try {
      return registry.version(promotion.versionName());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Optional<Version> version(JsonNode name) throws IOException {
    Optional<VersionName> named = Optional.ofNullable(name.textValue()).flatMap(VersionName::of);
    return named.isPresent() ? Optional.of(registry.version(named.get())) : Optional.empty();
  }

  private static byte[] bytes(JsonNode json) throws IOException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }
}
