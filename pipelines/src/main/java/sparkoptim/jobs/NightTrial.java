// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.DivergedException;
import sparkoptim.engine.checkpoint.CheckpointException;
import sparkoptim.jobs.check.CheckResult;
import sparkoptim.jobs.check.CheckSettings;
import sparkoptim.jobs.check.LossCheck;
import sparkoptim.jobs.check.Profile;
import sparkoptim.jobs.compare.GateDecision;
import sparkoptim.jobs.compare.GateVerdict;
import sparkoptim.jobs.compare.ServingLoss;
import sparkoptim.jobs.evaluate.Evaluated;
import sparkoptim.jobs.evaluate.Evaluation;
import sparkoptim.jobs.evaluate.EvaluationSettings;
import sparkoptim.jobs.evaluate.HoldoutScores;
import sparkoptim.jobs.registry.Attempt;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.registry.VersionDraft;
import sparkoptim.jobs.registry.VersionName;
import sparkoptim.jobs.report.NightPage;
import sparkoptim.jobs.window.ModelPins;
import sparkoptim.jobs.window.NightDay;
import sparkoptim.jobs.window.NightRows;
import sparkoptim.jobs.window.RunId;
import sparkoptim.jobs.window.Vocabulary;
import sparkoptim.ml.TrainingSummary;

/** The rows of a night, the model that they make, and how it compares with the one that serves. */
final class NightTrial implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(NightTrial.class);
  private static final double LONG_FIT_SECONDS = 60;

  private final RetrainSettings settings;
  private final JobSession session;
  private final RunId id;
  private final PrintStream err;
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<VersionName, NightCandidate> loaded = new ConcurrentHashMap<>();

  private NightData night;
  private Pipeline stages;
  private Optional<NightCandidate> serving = Optional.empty();
  private NightCandidate candidate;
  private Optional<Version> anchor = Optional.empty();
  private Profile profile;
  private List<CheckResult> checks = List.of();
  private Evaluated ofCandidate;
  private Optional<Evaluated> ofServing = Optional.empty();
  private String start = "cold";

  NightTrial(RetrainSettings settings, JobSession session, RunId id, PrintStream err) {
    this.settings = settings;
    this.session = session;
    this.id = id;
    this.err = err;
  }

  Map<String, Double> seconds() {
    return seconds;
  }

  List<String> warnings() {
    return warnings;
  }

  /**
   * Reads the rows, with what the serving model pinned, and loads the models meanwhile.
   *
   * @param asked for by the comparison, besides the serving model; it is loaded where it can be
   * @param counts which days of the history are read
   * @return nothing where the new day has no rows
   */
  Optional<NightInputs> readAndLoad(
      Optional<Version> incumbent, Optional<Version> asked, Predicate<String> counts)
      throws IOException {
    if (incumbent.isEmpty()) {
      return read(incumbent, counts);
    }
    List<Optional<NightInputs>> inputs = new ArrayList<>();
    InParallel.run(
        () -> {
          serving = Optional.of(unchecked(() -> load(incumbent.get())));
          asked.ifPresent(this::tryToLoad);
        },
        () -> inputs.add(unchecked(() -> read(incumbent, counts))));
    return inputs.get(0);
  }

  /** What fails here is told where the model is needed. */
  private void tryToLoad(Version version) {
    try {
      load(version);
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} is loaded later", version, e);
    }
  }

  /** What reads files. */
  private interface Reading<T> {
    T get() throws IOException;
  }

  private static <T> T unchecked(Reading<T> reading) {
    try {
      return reading.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the rows, with what the serving model pinned.
   *
   * @param counts which days of the history are read
   * @return nothing where the new day has no rows
   */
  Optional<NightInputs> read(Optional<Version> incumbent, Predicate<String> counts)
      throws IOException {
    TrainSettings training = settings.training();
    stages =
        StageFactory.pipeline(training.features(), training.stage(), training.data().labelColumn());
    Optional<ModelPins> pinned =
        incumbent.isPresent()
            ? Optional.of(NightCandidate.open(incumbent.get(), settings, session).pinned())
            : Optional.empty();
    boolean same = settings.check().schema() == CheckSettings.Schema.SAME;
    Optional<NightData> read =
        NightData.read(
            session.spark(),
            pinned.filter(p -> same).map(training.data()::like).orElse(training.data()),
            settings.window(),
            id,
            pinned,
            true,
            Preparation.text(last(stages), "weightCol"),
            counts);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    night = read.get();
    warnings.addAll(night.warnings());
    return Optional.of(NightInputs.of(night, settings.training().recorded(), settings.resolved()));
  }

  private NightCandidate load(Version version) throws IOException {
    NightCandidate known = loaded.get(version.name());
    if (known == null) {
      known = NightCandidate.load(NightCandidate.open(version, settings, session), session);
      loaded.put(version.name(), known);
    }
    return known;
  }

  private static PipelineStage last(Pipeline pipeline) {
    PipelineStage[] all = pipeline.getStages();
    return all[all.length - 1];
  }

  /**
   * Holds the new rows against the nights before.
   *
   * @throws DataException with all sentences of checks that block
   */
  List<CheckResult> check(Registry registry, Optional<Version> incumbent) throws IOException {
    long since = System.nanoTime();
    HoldoutScores.requireSlices(night.heldOut(), settings.validate().slices());
    TrainSettings training = settings.training();
    boolean judges = incumbent.isPresent() && settings.check().makes("loss");
    List<LossCheck> losses = new ArrayList<>();
    InParallel.run(
        () -> profile = Profile.of(night.newRows(), training.data().labelColumn()),
        () -> {
          if (judges) {
            unchecked(() -> lossOfServing(incumbent.get())).ifPresent(losses::add);
          }
        });
    checks =
        new NightChecks(settings, registry, id)
            .results(night, profile, incumbent, serving.map(NightCandidate::pinned), last(stages));
    losses.forEach(loss -> checks.add(loss.result(settings.check())));
    CheckResult.of(checks, CheckResult.Status.WARN)
        .forEach(check -> warnings.add(check.sentence()));
    took("check", since);
    return checks;
  }

  private Optional<LossCheck> lossOfServing(Version incumbent) throws IOException {
    JsonNode before = incumbent.record().at("/figures/candidate/figures");
    Dataset<Row> newRows =
        night
            .heldOut()
            .where(functions.col(NightRows.DAY).equalTo(night.days().get(0).day().name()));
    var model = List.of(serving.orElseThrow().holdoutModel());
    ServingLoss now =
        ServingLoss.of(
            HoldoutScores.of(newRows, model, functions.col(NightRows.KEY), List.of(), false));
    return Optional.of(
            new LossCheck(
                now.figure(),
                before.path(now.figure()).asDouble(now.value()),
                now.value(),
                now.rows(),
                now.overConstant()))
        .filter(LossCheck::isKnown);
  }

  /** Trains the candidate. */
  void train(Optional<Version> incumbent) throws IOException {
    long since = System.nanoTime();
    TrainSettings training = settings.training();
    night.weightColumn().ifPresent(column -> weigh(last(stages), column)); // it is no feature
    Pipeline prepared =
        Preparation.of(
            serving.isEmpty() && settings.vocabulary() == Vocabulary.FROZEN
                ? Vocabulary.open(stages)
                : stages,
            training,
            night.data());
    if (serving.isPresent() && settings.vocabulary() == Vocabulary.FROZEN) {
      prepared = Vocabulary.frozen(prepared, training.features().size(), serving.get().model());
    }
    PipelineStage trained = last(prepared);
    if (serving.isPresent() && startsWarm(incumbent.orElseThrow())) {
      Optional<String> cold = settings.warm().set(trained, serving.get().last());
      cold.ifPresent(reason -> warnings.add("start = warm: " + reason + ", so it starts cold"));
      start = cold.isEmpty() ? "warm" : "cold";
    }
    PipelineModel model = fitted(prepared);
    List<Object> labels = night.data().labels().map(Labels::values).orElse(List.of());
    candidate =
        new NightCandidate(
            model,
            ModelPins.of(
                model,
                night.data().train().drop(NightData.DECAY),
                training.data().labelColumn(),
                labels));
    took("train", since);
  }

  /** The rows of the days before went through their own nights. */
  private PipelineModel fitted(Pipeline prepared) {
    prepared.transformSchema(night.data().train().schema()); // refuses settings, not rows
    try {
      return TrainJob.fit(prepared.getStages(), night.data().train(), settings.training(), err);
    } catch (DivergedException | CheckpointException e) {
      throw e;
    } catch (Exception e) { // Scala declares no exceptions
      Failure failure = Failure.of(e, true);
      if (failure.exitCode() == ExitCode.REFUSED && ContentFault.isOfRows(e)) {
        throw new UnfitRowsException(failure.message(), e);
      }
      throw e;
    }
  }

  /** Returns the days that were read. */
  List<NightDay> daysRead() {
    return night.days();
  }

  /** Returns what is recorded of the days that were read. */
  JsonNode days() {
    return JSON.valueToTree(night.record());
  }

  /** Returns the days before the new one that were read. */
  List<String> history() {
    return night.days().stream().skip(1).map(day -> day.day().name()).toList();
  }

  /** Returns the digest of the candidate's weights, where its stage tells it. */
  Optional<String> weightsSha256() {
    return candidate.summary().map(TrainingSummary::weightsSha256);
  }

  private static void weigh(PipelineStage stage, String column) {
    if (!stage.hasParam("weightCol")) {
      throw new JobException(
          "data.decay needs a stage that takes weights, and %s has no weightCol"
              .formatted(stage.getClass().getSimpleName()));
    }
    stage.set("weightCol", column);
  }

  private boolean startsWarm(Version incumbent) throws IOException {
    return switch (settings.start()) {
      case COLD -> false;
      case WARM -> true;
      case AUTO -> incumbent.record().path("seconds").path("train").asDouble() > LONG_FIT_SECONDS;
    };
  }

  /** Compares the candidate with the model that serves, and with the anchor. */
  GateDecision compare(Registry registry, Optional<Version> incumbent) throws IOException {
    long since = System.nanoTime();
    anchor = new NightAnchor(settings, registry).version(warnings);
    GateDecision decision =
        new NightComparison(
                settings,
                night,
                candidate,
                serving,
                version -> unchecked(() -> load(version)),
                warnings)
            .decision(incumbent, anchor);
    took("compare", since);
    return decision;
  }

  /** Compares a version of this night with another that came to serve meanwhile. */
  JsonNode compareAgain(Version made, Optional<Version> incumbent, Registry registry)
      throws IOException {
    candidate = load(made);
    serving = incumbent.isPresent() ? Optional.of(load(incumbent.get())) : Optional.empty();
    if (serving.isPresent() && !serving.get().sharesLabels(candidate)) {
      throw new TryAgainException(
          "%s came to serve meanwhile, with other labels than %s has; run.again = true trains anew"
              .formatted(incumbent.get(), made));
    }
    GateDecision decision = compare(registry, incumbent);
    ObjectNode judged = judged(made.record(), decision);
    judged.put("comparedWith", incumbent.map(v -> v.name().toString()).orElse(null));
    judged.set("figures", JSON.valueToTree(figures()));
    return judged;
  }

  /** Puts a decision into what was recorded of a night. */
  private static ObjectNode judged(JsonNode record, GateDecision decision) {
    ObjectNode judged = record.deepCopy();
    judged.put("doubtOnly", decision.doubtOnly());
    judged.put("answer", decision.answer().word());
    judged.set("reasons", JSON.valueToTree(decision.reasons()));
    judged.set(
        "gates", JSON.valueToTree(decision.verdicts().stream().map(GateVerdict::values).toList()));
    return judged;
  }

  /** Writes the version, which does not change any more. */
  Version complete(
      Registry registry,
      Attempt attempt,
      NightInputs inputs,
      Optional<Version> incumbent,
      GateDecision decision)
      throws IOException {
    long since = System.nanoTime();
    VersionDraft draft = registry.begin(id.text(), attempt.number());
    Path model = draft.place(Version.MODEL);
    candidate.model().save(model.toString());
    ParentModel.write(model, ModelPins.FILE, candidate.pinned().json(), session.hadoop());
    took("save", since);
    draft.write(Profile.FILE, profile.json());
    ObjectNode record = record(attempt, inputs, incumbent, decision);
    page(registry, draft, record);
    draft.write(
        Version.RECORD,
        (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(record) + "\n")
            .getBytes(StandardCharsets.UTF_8));
    return draft.complete();
  }

  private ObjectNode record(
      Attempt attempt, NightInputs inputs, Optional<Version> incumbent, GateDecision decision)
      throws IOException {
    long since = System.nanoTime();
    Map<String, Object> figures = figures();
    took("evaluate", since);
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("format", NightResult.VERSION);
    record.put("runId", id.text());
    record.put("attempt", attempt.number());
    record.put("parent", incumbent.map(v -> v.name().toString()).orElse(null));
    record.put("anchor", anchor.map(v -> v.name().toString()).orElse(null));
    record.put("comparedWith", incumbent.map(v -> v.name().toString()).orElse(null));
    record.put("holdout", settings.window().holdout().canonical(settings.window().key()));
    record.put("start", start);
    record.put("inputs", inputs.values());
    record.put("days", night.record());
    record.put("labels", candidate.pinned().labels());
    record.put("features", candidate.pinned().features());
    record.put("numFeatures", candidate.pinned().width().orElse(null));
    candidate.summary().ifPresent(summary -> TrainRecord.put(record, summary));
    record.put("checks", checks.stream().map(CheckResult::values).toList());
    record.put("figures", figures);
    record.put("settings", recordedSettings());
    record.put("versions", Versions.all());
    record.put("environment", Versions.environment(session.spark().sparkContext()));
    record.put("seconds", seconds);
    record.put("warnings", warnings);
    return judged(JSON.valueToTree(record), decision);
  }

  /** Settings without secrets: addresses of those that are told may be ones. */
  private Map<String, Object> recordedSettings() {
    Map<String, Object> recorded =
        new LinkedHashMap<>(Secrets.redacted(settings.training().recorded()));
    recorded.put("notify", settings.tell().listeners().size());
    return recorded;
  }

  /** Returns the figures of all models on the held-out rows. */
  private Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    List<NightCandidate> models = new ArrayList<>(List.of(candidate));
    serving.ifPresent(models::add);
    List<Evaluated> measured =
        InParallel.map(models, models.size(), model -> evaluated(model, night.heldOut()));
    ofCandidate = measured.get(0);
    ofServing = serving.map(model -> measured.get(1));
    figures.put("candidate", values(ofCandidate));
    ofServing.ifPresent(evaluated -> figures.put("incumbent", values(evaluated)));
    return figures;
  }

  private Evaluated evaluated(NightCandidate model, Dataset<Row> rows) {
    EvaluationSettings how = settings.training().report().evaluation().withoutIntervals();
    Dataset<Row> predicted = model.model().transform(model.inputs(rows));
    return Evaluation.of(model.last(), predicted, how);
  }

  private static Map<String, Object> values(Evaluated evaluated) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rows", evaluated.rows());
    values.put("figures", evaluated.figures());
    return values;
  }

  /** Writes the page; a night without one is a night all the same. */
  private void page(Registry registry, VersionDraft draft, ObjectNode record) throws IOException {
    if (!settings.training().report().page()) {
      return;
    }
    String page;
    try {
      page = new NightPageOf(registry, id).page(record, candidate, serving, ofCandidate, ofServing);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} was not made: {}", NightPage.FILE, e.toString());
      return;
    }
    draft.write(NightPage.FILE, page.getBytes(StandardCharsets.UTF_8));
  }

  private void took(String phase, long since) {
    seconds.merge(phase, (System.nanoTime() - since) * 1e-9, Double::sum);
  }

  @Override
  public void close() {
    if (night != null) {
      night.close();
    }
  }
}
