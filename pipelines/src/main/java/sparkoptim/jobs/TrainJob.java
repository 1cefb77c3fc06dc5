// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import sparkoptim.engine.publish.Content;
import sparkoptim.engine.publish.Publication;
import sparkoptim.ml.TrainingSummary;

/** Reads data, fits the stages, evaluates, writes the model and the record of the run. */
final class TrainJob {
  static final String MODEL = "model";
  static final String METRICS = "metrics.json";
  static final String CURVE = "curve.png";

  /** The scope of what is published. */
  static final String PUBLICATION = "train";

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
    try (var session = JobSession.open("spark-optim train", settings.run());
        var folder = publication(session)) {
      folder.begin();
      run.readsData();
      try (var data = TrainingData.read(session.spark(), settings, needsLabel(pipeline))) {
        train(Preparation.of(pipeline, settings, data), data, folder);
      }
    }
  }

  private void train(Pipeline pipeline, TrainingData data, Publication folder) throws IOException {
    long start = System.nanoTime();
    PipelineModel model = fit(pipeline, data.train());
    double seconds = (System.nanoTime() - start) * 1e-9;
    TrainRecord trained = new TrainRecord(settings, last(model), data, seconds, null, null);
    save(model, trained, folder);
    report(model, trained, folder);
  }

  private Publication publication(JobSession session) throws IOException {
    Publication folder =
        Publication.of(
            new Path(settings.output()), PUBLICATION, settings.overwrite(), session.hadoop());
    folder.recognize(METRICS, "/versions/sparkOptim");
    folder.claim("output", MODEL, Content.MODEL);
    folder.claim("output", METRICS, Content.FILE);
    folder.claim("output", CURVE, Content.FILE);
    if (DataFormat.source(settings.data()).readsFiles()) {
      Inputs.protect(session, settings.train(), folder);
      if (settings.test().isPresent()) {
        Inputs.protect(session, settings.test().get(), folder);
      }
    }
    return folder;
  }

  /** Puts the model in place, with what is known of it so far; it is read back before. */
  private static void save(PipelineModel model, TrainRecord trained, Publication folder)
      throws IOException {
    String place = folder.place(MODEL).toString();
    model.save(place);
    PipelineModel saved = PipelineModel.load(place);
    if (saved.stages().length != model.stages().length) {
      throw new IOException(place + " was saved, and does not hold all stages when it is read");
    }
    folder.seal(MODEL, Content.MODEL);
    folder.write(METRICS, trained.json(Optional.empty(), List.of()));
    folder.publish(List.of(CURVE));
  }

  /** Evaluates and draws; what of it fails is told, and costs no model. */
  private void report(PipelineModel model, TrainRecord trained, Publication folder)
      throws IOException {
    TrainRecord record = trained;
    try {
      record = evaluated(model, trained);
    } catch (Exception | LinkageError e) { // Spark's own are checked, and Scala does not say so
      incomplete("the evaluation", e);
    }
    Optional<Curve> curve = record.summary().map(TrainingSummary::curve).map(Curve::of);
    boolean drawn = curve.isPresent() && draw(curve.get(), folder);
    folder.write(METRICS, record.json(curve, run.problems()));
    folder.publish(List.of());
    print(record, folder, drawn);
  }

  private static TrainRecord evaluated(PipelineModel model, TrainRecord trained) {
    TrainingData data = trained.data();
    Transformer last = last(model);
    return trained.with(
        Evaluation.of(last, model.transform(data.train())),
        data.test().map(rows -> Evaluation.of(last, model.transform(rows))).orElse(null));
  }

  private void incomplete(String what, Throwable why) {
    Failure failure = Failure.of(why, true);
    run.problem("the model is saved, but " + what + " failed: " + failure.line(why));
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

  private PipelineModel fit(Pipeline pipeline, Dataset<Row> train) {
    ConsoleProgress progress = ConsoleProgress.show(settings.run().progress(), err);
    try {
      return fit(pipeline.getStages(), train);
    } finally {
      progress.close();
    }
  }

  /** Fits like {@code Pipeline.fit}, which would log every refusal with its stack trace. */
  private static PipelineModel fit(PipelineStage[] stages, Dataset<Row> train) {
    new Pipeline().setStages(stages).transformSchema(train.schema());
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

  private boolean draw(Curve curve, Publication folder) {
    String name = settings.stage().className();
    try {
      Optional<byte[]> png = CurveChart.png(curve, name.substring(name.lastIndexOf('.') + 1));
      if (png.isPresent()) {
        folder.write(CURVE, png.get());
      }
      return png.isPresent();
    } catch (Exception | Error e) { // a Java without fonts, a full disk
      incomplete(CURVE, e);
      return false;
    }
  }

  private void print(TrainRecord record, Publication folder, boolean drawn) {
    Map<String, Object> train = record.train() == null ? Map.of() : record.train();
    Map<String, Object> test = record.test() == null ? Map.of() : record.test();
    var table = new ResultTable();
    table.add("stage", settings.stage().className());
    record.summary().ifPresent(summary -> table.add("method", summary.optimMethod()));
    table.add("features", record.features());
    train.forEach((name, value) -> table.add(name, both(value, test.get(name))));
    record.summary().ifPresent(summary -> add(table, summary));
    record.data().describe(table);
    table.add("seconds", Text.of("%.2f", record.trainingSeconds()));
    table.add("model", folder.path(MODEL));
    table.add("metrics", folder.path(METRICS));
    if (drawn) {
      table.add("curve", folder.path(CURVE));
    }
    table.print(out);
  }

  private static void add(ResultTable table, TrainingSummary summary) {
    table.add("objective", Text.of("%.10g", summary.objective()));
    table.add("passes", Text.of("%.1f (%,d steps)", summary.passes(), summary.steps()));
    table.add("stopped", summary.stopReason());
    table.add("computed by", summary.backend());
    table.add("weights", "SHA-256 " + summary.weightsSha256());
  }

  private static String both(Object train, Object test) {
    return ResultTable.text(train)
        + " train"
        + (test == null ? "" : ", " + ResultTable.text(test) + " test");
  }
}
