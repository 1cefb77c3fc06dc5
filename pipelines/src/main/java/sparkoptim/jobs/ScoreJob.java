// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.DidYouMean;
import sparkoptim.engine.publish.Content;
import sparkoptim.engine.publish.Publication;
import sparkoptim.jobs.window.ModelPins;

/** Applies a trained model to rows and writes what it predicts, beside the input columns. */
final class ScoreJob {
  private static final Logger LOG = LoggerFactory.getLogger(ScoreJob.class);

  private final ScoreSettings settings;
  private final PrintStream out;
  private final JobRun run;
  private ReadRows kept;
  private ModelToScore chosen;
  private Optional<String> drift = Optional.empty();

  /**
   * @param out gets the result
   * @param run hears how far the job is
   */
  ScoreJob(ScoreSettings settings, PrintStream out, JobRun run) {
    this.settings = settings;
    this.out = out;
    this.run = run;
  }

  /** Runs the job; predictions of a run before are replaced at the very end. */
  void run() throws IOException {
    try (var session =
        JobSession.open(
            "spark-optim score: " + Secrets.redacted(settings.predictions()), settings.run())) {
      long start = System.nanoTime();
      Path target = qualified(settings.predictions(), session);
      if (target.getParent() == null) {
        throw new JobException("predictions must be a folder of its own, was " + target);
      }
      ScoreOutput output = settings.output();
      try (var folder = publication("predictions", target, session);
          var aside = rejects(session)) {
        folder.begin();
        if (aside != null) {
          aside.begin();
        }
        run.readsData();
        var read = new RowCount();
        chosen = ModelToScore.open(settings.model(), session.hadoop());
        Predictions predictions = predictions(session, read);
        boolean replaces = output.mode() == ScoreOutput.Mode.REPLACE;
        PredictionWriter writer = new PredictionWriter(session.spark(), output);
        Path place = replaces ? folder.place(target.getName()) : target;
        long rows = writer.write(predictions.rows(), place);
        chosen.version().ifPresent(version -> run.fact("modelVersion", version));
        if (replaces) {
          if (chosen.version().isPresent()) {
            folder.writeInto(
                target.getName(), "_model.json", Json.bytes(chosen.record(settings.model())));
          }
          folder.seal(target.getName(), Content.ROWS);
          folder.publish(List.of());
        }
        long missing = predictions.rejects().isEmpty() ? 0 : read.value() - rows;
        long rejected = 0;
        if (aside != null) {
          Path named = new Path(output.rejects().get());
          if (missing > 0) {
            rejected =
                writer.writeRejects(predictions.rejects().get(), aside.place(named.getName()));
            aside.seal(named.getName(), Content.ROWS);
          }
          aside.publish(List.of(named.getName())); // those of a run before are of other rows
        }
        var table = new ResultTable();
        table.add("rows", rows);
        table.add("rejects", rejected > 0 ? rejected + " in " + output.rejects().get() : null);
        table.add("left out", missing > rejected ? missing - rejected : null);
        table.add("seconds", Text.of("%.2f", (System.nanoTime() - start) * 1e-9));
        table.add("model", chosen.place());
        table.add("modelVersion", chosen.version().orElse(null));
        table.add("predictions", output.table().isPresent() ? output.table().get() : target);
        table.add("warnings", drift.orElse(null));
        table.print(out);
      } finally {
        if (kept != null) {
          kept.close();
        }
        if (chosen != null) {
          chosen.close();
        }
      }
    }
  }

  /** Returns the publication of rejected rows; null where they are errors. */
  private Publication rejects(JobSession session) throws IOException {
    return settings.output().rejects().isEmpty()
        ? null
        : publication(
            "score.rejects", qualified(settings.output().rejects().get(), session), session);
  }

  private Publication publication(String key, Path target, JobSession session) throws IOException {
    Publication folder =
        Publication.of(
            target.getParent(), "rows-" + target.getName(), settings.overwrite(), session.hadoop());
    if (settings.output().mode() == ScoreOutput.Mode.REPLACE || key.equals("score.rejects")) {
      folder.claim(key, target.getName(), Content.ROWS);
    }
    folder.protect(settings.model().key(), new Path(settings.model().path()));
    if (DataFormat.source(settings.data()).readsFiles()) {
      Inputs.protect(session, settings.input(), folder);
    }
    return folder;
  }

  private static Path qualified(String path, JobSession session) throws IOException {
    var plain = new Path(path);
    return plain.getFileSystem(session.hadoop()).makeQualified(plain);
  }

  private Predictions predictions(JobSession session, RowCount scored) throws IOException {
    SparkSession spark = session.spark();
    String place = chosen.place().toString();
    Inputs.exists(spark, new Input("model", place + "/metadata", Optional.empty()));
    SavedModelCheck.require(place, session.hadoop(), settings.trusted());
    Optional<ModelPins> pinned = ModelPins.of(new Path(place), session.hadoop());
    boolean setsAside = settings.output().rejects().isPresent();
    DataSettings given = setsAside ? settings.data().markingUnfit() : settings.data();
    DataSettings data = pinned.map(given::like).orElse(given);
    Source source = DataFormat.source(data);
    if (source.readsFiles()) {
      Inputs.exists(spark, settings.input());
    }
    PipelineModel model = PipelineModel.load(place);
    Transformer last = model.stages()[model.stages().length - 1];
    kept = ReadRows.open(source, spark, settings.input(), trainedOn(last));
    if (kept.count() == 0) {
      throw new JobException(settings.input().key() + ": no rows in " + settings.input().path());
    }
    Dataset<Row> read = data.trained().applied(kept.rows(), settings.input(), setsAside);
    Dataset<Row> rows = data.columns().of(read, settings.input(), false);
    Dataset<Row> plain = UnfitRows.without(rows);
    if (setsAside) {
      rows = scored.of(rows);
    }
    drift = settings.output().drift().told(new Path(place), pinned, plain, session.hadoop());
    drift.ifPresent(LOG::warn);
    List<Object> labels = pinned.map(ModelPins::labels).orElse(List.of());
    Predictions predictions;
    try {
      predictions = Predictions.of(model, rows, settings.output(), labels);
    } catch (Exception e) { // Scala declares no exceptions
      pinned.ifPresent(pins -> refuseMissing(pins, plain));
      throw e;
    }
    return chosen.version().map(predictions::ofVersion).orElse(predictions);
  }

  /** Stages say only what is missing for them, each in its own words. */
  private void refuseMissing(ModelPins pinned, Dataset<Row> rows) {
    List<String> known = List.of(rows.columns());
    for (String name : pinned.read()) {
      if (!known.contains(name) && !name.equals(pinned.labelColumn())) {
        String column = settings.data().columns().nameInData(name);
        throw new DataException(
            "%s: %s has no column %s, which the model reads; %s"
                .formatted(
                    settings.input().key(),
                    settings.input().path(),
                    column,
                    DidYouMean.hint(column, known)));
      }
    }
  }

  /** Returns the dimension of a vector column that goes into the last stage as it is. */
  private Optional<StructType> trainedOn(Transformer last) {
    DataFormat format = settings.data().format();
    boolean vectors = format.equals(DataFormat.IDX) || format.equals(DataFormat.LIBSVM);
    return vectors
            && last instanceof PredictionModel<?, ?> model
            && model.getFeaturesCol().equals(FeaturesColumn.NAME)
            && model.numFeatures() > 0
        ? Optional.of(new StructType().add(FeaturesColumn.of(model.numFeatures())))
        : Optional.empty();
  }
}
