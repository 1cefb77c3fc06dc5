// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Applies a trained model to rows and writes what it predicts, beside the input columns. */
final class ScoreJob {
  private final ScoreSettings settings;
  private final PrintStream out;

  /**
   * @param out gets the result
   */
  ScoreJob(ScoreSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** Runs the job; predictions of a run before are replaced at the very end. */
  void run() throws IOException {
    try (var session = JobSession.open("spark-optim score", settings.run())) {
      long start = System.nanoTime();
      SparkSession spark = session.spark();
      Path target = qualified(settings.predictions(), session);
      if (target.getParent() == null) {
        throw new JobException("predictions must be a folder of its own, was " + target);
      }
      try (var folder =
          new OutputFolder(target.getParent().toString(), settings.overwrite(), session.hadoop())) {
        folder.refuseExisting("predictions", target.getName(), "_SUCCESS");
        Inputs.exists(spark, new Input("model", settings.model() + "/metadata", Optional.empty()));
        SavedModelCheck.require(settings.model(), session.hadoop(), settings.trusted());
        long rows = write(predictions(spark), folder.place(target.getName()));
        folder.publish(List.of());
        var table = new ResultTable();
        table.add("rows", rows);
        table.add("seconds", Text.of("%.2f", (System.nanoTime() - start) * 1e-9));
        table.add("model", qualified(settings.model(), session));
        table.add("predictions", target);
        table.print(out);
      }
    }
  }

  private static Path qualified(String path, JobSession session) throws IOException {
    var plain = new Path(path);
    return plain.getFileSystem(session.hadoop()).makeQualified(plain);
  }

  private Dataset<Row> predictions(SparkSession spark) {
    Source source = DataFormat.source(settings.data());
    if (source.readsFiles()) {
      Inputs.exists(spark, settings.input());
    }
    PipelineModel model = PipelineModel.load(settings.model());
    Transformer last = model.stages()[model.stages().length - 1];
    Dataset<Row> rows = source.read(spark, settings.input(), trainedOn(last));
    if (rows.isEmpty()) {
      throw new JobException(settings.input().key() + ": no rows in " + settings.input().path());
    }
    return columns(rows, model.transform(rows), last);
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

  /**
   * Returns the input's columns, the prediction, and the probabilities as an array that any tool
   * reads.
   */
  private static Dataset<Row> columns(
      Dataset<Row> input, Dataset<Row> predicted, Transformer last) {
    List<Column> columns = new ArrayList<>(Stream.of(input.columns()).map(predicted::col).toList());
    String prediction =
        name(last, "predictionCol", predicted)
            .orElseThrow(
                () ->
                    new JobException(
                        "the last stage of the model makes no predictions: "
                            + last.getClass().getName()));
    columns.add(predicted.col(prediction));
    name(last, "probabilityCol", predicted)
        .ifPresent(
            name ->
                columns.add(
                    org.apache
                        .spark
                        .ml
                        .functions
                        .vector_to_array(predicted.col(name), "float64")
                        .as(name)));
    return predicted.select(columns.toArray(Column[]::new));
  }

  private static Optional<String> name(Transformer stage, String param, Dataset<Row> rows) {
    if (!stage.hasParam(param) || !stage.isDefined(stage.getParam(param))) {
      return Optional.empty();
    }
    return Optional.of((String) stage.getOrDefault(stage.getParam(param)))
        .filter(name -> List.of(rows.columns()).contains(name));
  }

  private static long write(Dataset<Row> rows, String path) {
    var observation = new Observation();
    rows.observe(observation, functions.count(functions.lit(1)).as("rows")).write().parquet(path);
    try {
      return (long) observation.getAsJava().get("rows");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while counting the rows written", e);
    }
  }
}
