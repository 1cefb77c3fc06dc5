// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.engine.publish.Content;
import sparkoptim.engine.publish.Publication;
import sparkoptim.jobs.check.Profile;
import sparkoptim.jobs.evaluate.Evaluated;
import sparkoptim.jobs.evaluate.Evaluation;
import sparkoptim.jobs.evaluate.EvaluationSettings;
import sparkoptim.jobs.report.Coefficient;
import sparkoptim.jobs.report.HtmlReport;
import sparkoptim.jobs.report.ReportStep;
import sparkoptim.jobs.report.RunReport;
import sparkoptim.jobs.window.ModelPins;
import sparkoptim.jobs.window.Origin;
import sparkoptim.jobs.window.Vocabulary;
import sparkoptim.ml.TrainingSummary;

/** Reads data, fits the stages, evaluates, writes the model and the record of the run. */
final class TrainJob {
  static final String MODEL = "model";
  static final String METRICS = "metrics.json";
  static final String CURVE = "curve.png";

  /** The scope of what is published. */
  static final String PUBLICATION = "train";

  private static final int MOST_COEFFICIENTS = 30;
  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  private final TrainSettings settings;
  private final PrintStream out;
  private final PrintStream err;
  private final JobRun run;

  /**
   * @param out gets the result, {@code err} the progress
   * @param run hears of what failed after the model was saved
   */
  TrainJob(TrainSettings settings, PrintStream out, PrintStream err, JobRun run) {
    this.settings = settings;
    this.out = out;
    this.err = err;
    this.run = run;
  }

  /**
   * Runs the job. The model is in place before anything that comes after training can fail; the
   * results of the run before are replaced by that of this one, never mixed.
   */
  void run() throws IOException {
    Pipeline pipeline =
        StageFactory.pipeline(settings.features(), settings.stage(), settings.data().labelColumn());
    try (var session = JobSession.open(name(), settings.run());
        var folder = publication(session)) {
      folder.begin();
      run.readsData();
      Optional<ParentModel> parent = settings.parent().open(session.hadoop());
      Optional<ModelPins> pinned = parent.map(ParentModel::pinned);
      try (var data = TrainingData.read(session.spark(), settings, needsLabel(pipeline), pinned)) {
        Pipeline prepared = Preparation.of(pipeline, settings, data);
        if (parent.isPresent() && settings.parent().vocabulary() == Vocabulary.FROZEN) {
          prepared =
              Vocabulary.frozen(
                  prepared, settings.features().size(), parent.get().load(session.hadoop()));
        }
        train(prepared, data, folder, session);
      }
    }
  }

  private String name() {
    String stage = settings.stage().className();
    return "spark-optim train %s: %s"
        .formatted(
            stage.substring(stage.lastIndexOf('.') + 1), Secrets.redacted(settings.output()));
  }

  private void train(Pipeline pipeline, TrainingData data, Publication folder, JobSession session)
      throws IOException {
    checkKey(data);
    long start = System.nanoTime();
    PipelineModel model = fit(pipeline.getStages(), data.train(), settings, err);
    double seconds = (System.nanoTime() - start) * 1e-9;
    Origin origin =
        new TrainOrigin(settings, session.hadoop())
            .of(data, run.config().orElse(settings.recorded()));
    TrainRecord trained =
        TrainRecord.of(
            settings, last(model), data, run.started(), seconds, session.spark(), origin);
    save(model, trained, folder, session.hadoop());
    report(model, trained, folder, session.hadoop());
  }

  private void checkKey(TrainingData data) {
    EvaluationSettings how = settings.report().evaluation();
    if (how.key().isPresent()) {
      Dataset<Row> rows = data.test().orElse(data.train());
      Evaluation.checkColumns(how, rows.schema());
      Evaluation.checkKey(how, rows, data.test().isPresent() ? "the test rows" : "data.train");
    }
  }

  private Publication publication(JobSession session) throws IOException {
    Publication folder =
        Publication.of(
            new Path(settings.output()), PUBLICATION, settings.overwrite(), session.hadoop());
    folder.recognize(METRICS, "/versions/sparkOptim");
    folder.claim("output", MODEL, Content.MODEL);
    folder.claim("output", METRICS, Content.FILE);
    folder.claim("output", CURVE, Content.FILE);
    folder.claim("output", HtmlReport.FILE, Content.FILE);
    if (DataFormat.source(settings.data()).readsFiles()) {
      Inputs.protect(session, settings.train(), folder);
      if (settings.test().isPresent()) {
        Inputs.protect(session, settings.test().get(), folder);
      }
    }
    return folder;
  }

  /** Puts the model in place, with what is known of it so far; it is read back before. */
  private void save(
      PipelineModel model, TrainRecord trained, Publication folder, Configuration hadoop)
      throws IOException {
    String place = folder.place(MODEL).toString();
    model.save(place);
    Path saving = folder.place(MODEL);
    Optional<String> digest = trained.summary().map(TrainingSummary::weightsSha256);
    ParentModel.write(saving, ModelPins.FILE, pinned(model, trained).json(), hadoop);
    ParentModel.write(saving, Origin.FILE, trained.origin().json(digest), hadoop);
    Profile profile = new TrainOrigin(settings, hadoop).profile(trained.data());
    ParentModel.write(saving, Profile.FILE, profile.json(), hadoop);
    PipelineModel saved = PipelineModel.load(place);
    if (saved.stages().length != model.stages().length) {
      throw new IOException(place + " was saved, and does not hold all stages when it is read");
    }
    folder.seal(MODEL, Content.MODEL);
    folder.write(METRICS, Json.bytes(trained.values(Optional.empty(), List.of())));
    folder.publish(List.of(CURVE, HtmlReport.FILE));
  }

  private ModelPins pinned(PipelineModel model, TrainRecord trained) {
    TrainingData data = trained.data();
    List<Object> labels = data.labels().map(Labels::values).orElse(List.of());
    return ModelPins.of(model, data.train(), settings.data().labelColumn(), labels);
  }

  /** Evaluates and reports; what of it fails is told, and costs no model. */
  private void report(
      PipelineModel model, TrainRecord trained, Publication folder, Configuration hadoop)
      throws IOException {
    TrainRecord record = trained;
    try {
      record = evaluated(model, trained);
    } catch (Exception | LinkageError e) { // Spark's own are checked, and Scala does not say so
      incomplete("the evaluation", e);
    }
    record.warnings().forEach(LOG::warn);
    Optional<Curve> curve = record.summary().map(TrainingSummary::curve).map(Curve::of);
    List<String> written = report(record.report(curve, run.problems()), folder, hadoop);
    folder.write(METRICS, Json.bytes(record.values(curve, run.problems())));
    folder.publish(List.of());
    print(record, folder, written);
  }

  /** Takes every step of the report, and returns the names of those that had something to tell. */
  private List<String> report(RunReport report, Publication folder, Configuration hadoop) {
    var written = new ArrayList<String>();
    for (ReportStep step : settings.report().steps(hadoop)) {
      try {
        if (step.write(report, folder::write)) {
          written.add(step.name());
        }
      } catch (Exception | Error e) { // a Java without fonts, a full disk, a server that is down
        incomplete(step.name(), e);
      }
    }
    return written;
  }

  /**
   * Figures of the training rows have no intervals where there are rows that are new to the model.
   */
  private TrainRecord evaluated(PipelineModel model, TrainRecord trained) {
    TrainingData data = trained.data();
    EvaluationSettings how = settings.report().evaluation();
    EvaluationSettings onTrain = data.test().isPresent() ? how.withoutIntervals() : how;
    Transformer last = last(model);
    Dataset<Row> predicted = model.transform(data.train());
    return trained.with(
        Evaluation.of(last, predicted, onTrain),
        data.test().map(rows -> Evaluation.of(last, model.transform(rows), how)),
        Coefficient.largest(last, predicted.schema(), MOST_COEFFICIENTS));
  }

  private void incomplete(String what, Throwable why) {
    Failure failure = Failure.of(why, true);
    run.problem(
        Secrets.redacted("the model is saved, but " + what + " failed: " + failure.line(why)));
  }

  private static Transformer last(PipelineModel model) {
    return model.stages()[model.stages().length - 1];
  }

  private boolean needsLabel(Pipeline pipeline) {
    PipelineStage[] stages = pipeline.getStages();
    boolean fromData =
        stages[stages.length - 1].hasParam("labelCol")
            && !settings.stage().params().containsKey("labelCol");
    return fromData || settings.data().relabel() != DataSettings.Relabel.NONE;
  }

  /**
   * Fits stages, with progress where the settings show it.
   *
   * @param err gets the progress
   */
  static PipelineModel fit(
      PipelineStage[] stages, Dataset<Row> train, TrainSettings settings, PrintStream err) {
    ConsoleProgress progress = ConsoleProgress.show(settings.run().progress(), err);
    try {
      return fit(stages, train, settings);
    } finally {
      progress.close();
    }
  }

  /** Fits like {@code Pipeline.fit}, which would log every refusal with its stack trace. */
  private static PipelineModel fit(
      PipelineStage[] stages, Dataset<Row> train, TrainSettings settings) {
    StructType schema = new Pipeline().setStages(stages).transformSchema(train.schema());
    Evaluation.checkColumns(settings.report().evaluation(), schema);
    Dataset<Row> rows = train;
    PipelineStage[] fitted = new PipelineStage[stages.length];
    for (int i = 0; i < stages.length; i++) {
      Transformer transformer =
          stages[i] instanceof Estimator<?> estimator
              ? estimator.fit(rows)
              : (Transformer) stages[i];
      fitted[i] = transformer;
      rows = i < stages.length - 1 ? transformer.transform(rows) : rows;
    }
    return new Pipeline().setStages(fitted).fit(train);
  }

  private void print(TrainRecord record, Publication folder, List<String> written) {
    Evaluated test = record.test().orElse(Evaluated.NONE);
    var table = new ResultTable();
    table.add("stage", settings.stage().className());
    record.summary().ifPresent(summary -> table.add("method", summary.optimMethod()));
    if (record.train().rows() != null) {
      table.add("rows", both(record.train().rows(), test.rows()));
    }
    table.add("features", record.features());
    record
        .train()
        .headlines()
        .forEach((name, value) -> table.add(name, both(value, test.figures().get(name))));
    record.summary().ifPresent(summary -> add(table, summary));
    record.data().describe(table);
    table.add("seconds", Text.of("%.2f", record.trainingSeconds()));
    table.add("model", Secrets.redacted("" + folder.path(MODEL)));
    table.add("metrics", Secrets.redacted("" + folder.path(METRICS)));
    add(table, "reports", String.join(", ", written));
    add(table, "warnings", String.join("; ", record.warnings()));
    table.print(out);
  }

  private static void add(ResultTable table, String name, String text) {
    table.add(name, text.isEmpty() ? null : text);
  }

  private static void add(ResultTable table, TrainingSummary summary) {
    table.add("objective", Text.of("%.10g", summary.objective()));
    table.add("passes", Text.of("%.1f (%,d steps)", summary.passes(), summary.steps()));
    table.add("stopped", summary.stopReason());
    table.add("engine", summary.engine() + ": " + summary.engineReason());
    table.add("computed by", summary.backend());
    table.add("weights", "SHA-256 " + summary.weightsSha256());
  }

  private static String both(Object train, Object test) {
    return ResultTable.text(train)
        + " train"
        + (test == null ? "" : ", " + ResultTable.text(test) + " test");
  }
}
