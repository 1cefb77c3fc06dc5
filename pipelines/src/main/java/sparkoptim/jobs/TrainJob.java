// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.ml.TrainingSummary;

/** Reads data, fits the stages, evaluates, writes the model and the record of the run. */
final class TrainJob {
  static final String MODEL = "model";
  static final String METRICS = "metrics.json";
  static final String CURVE = "curve.png";
  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  private final TrainSettings settings;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * @param out gets the result, {@code err} the progress
   */
  TrainJob(TrainSettings settings, PrintStream out, PrintStream err) {
    this.settings = settings;
    this.out = out;
    this.err = err;
  }

  /** Runs the job; what it wrote before is replaced at the very end. */
  void run() throws IOException {
    Pipeline pipeline =
        StageFactory.pipeline(settings.features(), settings.stage(), settings.data().labelColumn());
    try (var session = JobSession.open("spark-optim train", settings.run());
        var folder = new OutputFolder(settings.output(), settings.overwrite(), session.hadoop())) {
      folder.refuseExisting("output", MODEL, "metadata");
      TrainingData data = TrainingData.read(session.spark(), settings, needsLabel(pipeline));
      TrainRecord record = fit(pipeline, data, folder);
      Optional<Curve> curve = record.summary().map(TrainingSummary::curve).map(Curve::of);
      folder.write(METRICS, record.json(curve));
      boolean drawn = curve.isPresent() && draw(curve.get(), folder);
      folder.publish(List.of(CURVE));
      print(record, folder, drawn);
    }
  }

  private boolean needsLabel(Pipeline pipeline) {
    PipelineStage[] stages = pipeline.getStages();
    boolean fromData =
        stages[stages.length - 1].hasParam("labelCol")
            && !settings.stage().params().containsKey("labelCol");
    return fromData || settings.data().relabel() != DataSettings.Relabel.NONE;
  }

  private TrainRecord fit(Pipeline pipeline, TrainingData data, OutputFolder folder)
      throws IOException {
    long start = System.nanoTime();
    PipelineModel model = fit(pipeline, data.train());
    double seconds = (System.nanoTime() - start) * 1e-9;
    Transformer trained = model.stages()[model.stages().length - 1];
    Map<String, Object> train = Evaluation.of(trained, model.transform(data.train()));
    Map<String, Object> test =
        data.test().map(rows -> Evaluation.of(trained, model.transform(rows))).orElse(null);
    model.save(folder.place(MODEL));
    return new TrainRecord(settings, trained, data, seconds, train, test);
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

  /**
   * Returns a picture that cannot be drawn (a Java without fonts) must not cost a trained model.
   */
  private boolean draw(Curve curve, OutputFolder folder) throws IOException {
    String name = settings.stage().className();
    Optional<byte[]> png = Optional.empty();
    try {
      png = CurveChart.png(curve, name.substring(name.lastIndexOf('.') + 1));
    } catch (RuntimeException | LinkageError | InternalError e) {
      LOG.warn("Could not draw {}: {}", CURVE, e.toString());
    }
    if (png.isPresent()) {
      folder.write(CURVE, png.get());
    }
    return png.isPresent();
  }

  private void print(TrainRecord record, OutputFolder folder, boolean drawn) {
    Map<String, Object> train = record.train();
    Map<String, Object> test = record.test() == null ? Map.of() : record.test();
    var table = new ResultTable();
    table.add("stage", settings.stage().className());
    record.summary().ifPresent(summary -> table.add("method", summary.optimMethod()));
    table.add("rows", both(train.get("rows"), test.get("rows")));
    table.add("features", record.features());
    train.forEach((name, value) -> table.add(name, both(value, test.get(name))));
    record.summary().ifPresent(summary -> add(table, summary));
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
