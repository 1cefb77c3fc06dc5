// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import sparkoptim.core.DidYouMean;

/**
 * What a model says of rows.
 *
 * @param rows columns of the input, the prediction, probabilities, explanations
 * @param rejects the input of rows that cannot be scored, with the reason; none where such rows are
 *     errors
 */
record Predictions(Dataset<Row> rows, Optional<Dataset<Row>> rejects) {
  static final String REASON = "reason";

  /** The label behind the code that is predicted. */
  static final String LABEL = "predictedLabel";

  /** The column of the model's version, where the model comes from a registry. */
  static final String VERSION = "modelVersion";

  /**
   * Returns what a model says; nothing is computed yet.
   *
   * @param input rows, those that cannot be read {@link UnfitRows marked}
   * @param labels the label behind each code that the model predicts; empty where labels are codes
   * @throws JobException if the model makes no predictions, or has not what is asked for
   */
  static Predictions of(
      PipelineModel model, Dataset<Row> input, ScoreOutput output, List<Object> labels) {
    List<Dataset<Row>> rejected = new ArrayList<>();
    Optional<Column> unfit = UnfitRows.reason(input);
    Dataset<Row> plain = input.drop(UnfitRows.COLUMN);
    if (output.rejects().isPresent()) {
      refuseReason(plain);
    }
    unfit.ifPresent(why -> rejected.add(rejected(plain, input, why)));
    Dataset<Row> rows = UnfitRows.without(input);
    for (Transformer stage : model.stages()) {
      Optional<Column> reason = RowChecks.reason(stage, rows);
      if (reason.isPresent() && output.rejects().isPresent()) {
        rejected.add(rejected(plain, rows, reason.get()));
        rows = rows.where(reason.get().isNull());
      } else if (reason.isPresent()) {
        rows = rows.where(endsAt(reason.get()));
      }
      rows = stage.transform(rows);
    }
    Transformer last = model.stages()[model.stages().length - 1];
    return new Predictions(
        rows.select(columns(plain, rows, last, output, labels).toArray(Column[]::new)),
        rejected.stream().reduce(Dataset::unionByName));
  }

  /**
   * Returns the same with a column of the model's version.
   *
   * @throws JobException if the input has such a column
   */
  Predictions ofVersion(String version) {
    if (Arrays.stream(rows.columns()).anyMatch(VERSION::equalsIgnoreCase)) {
      throw new JobException(
          "the input has a column %s, which the version of the model would replace; leave it out by data.drop = [%s]"
              .formatted(VERSION, VERSION));
    }
    return new Predictions(rows.withColumn(VERSION, functions.lit(version)), rejects);
  }

  private static void refuseReason(Dataset<Row> input) {
    if (Arrays.stream(input.columns()).anyMatch(REASON::equalsIgnoreCase)) {
      throw new JobException(
          "score.rejects has a column %1$s, which the input has, too: data.rename.%1$s = other"
              .formatted(REASON));
    }
  }

  /** Returns a condition that holds, or ends the job with the reason. */
  private static Column endsAt(Column reason) {
    Column line =
        functions.concat(
            functions.lit("a row cannot be scored: "),
            reason,
            functions.lit(". score.rejects = FOLDER sets such rows aside"));
    return functions.when(reason.isNull(), true).otherwise(functions.raise_error(line).isNull());
  }

  private static Dataset<Row> rejected(Dataset<Row> input, Dataset<Row> rows, Column reason) {
    List<Column> columns = new ArrayList<>();
    for (String name : input.columns()) {
      columns.add(Names.column(name));
    }
    columns.add(reason.as(REASON));
    return rows.where(reason.isNotNull()).select(columns.toArray(Column[]::new));
  }

  private static List<Column> columns(
      Dataset<Row> input,
      Dataset<Row> predicted,
      Transformer last,
      ScoreOutput output,
      List<Object> labels) {
    List<Column> columns = new ArrayList<>();
    List<String> known = Arrays.asList(input.columns());
    for (String name : output.columns().orElse(known)) {
      if (!known.contains(name)) {
        throw new JobException(
            "score.columns names %s, which the input has not; %s"
                .formatted(name, DidYouMean.hint(name, known)));
      }
      columns.add(Names.column(name));
    }
    String prediction =
        name(last, "predictionCol", predicted)
            .orElseThrow(
                () ->
                    new JobException(
                        "the last stage of the model makes no predictions: "
                            + last.getClass().getName()));
    columns.add(Names.column(prediction));
    if (!labels.isEmpty()) {
      if (known.contains(LABEL)) {
        throw new JobException(
            "score writes the column %s, which the input has, too: data.rename.%s = other"
                .formatted(LABEL, LABEL));
      }
      columns.add(Labels.behind(Names.column(prediction), labels).as(LABEL));
    }
    name(last, "probabilityCol", predicted)
        .ifPresent(name -> add(columns, Names.column(name), name, last, output));
    if (output.explain() > 0) {
      columns.add(Explanation.of(last, predicted, output.explain()));
    }
    return columns;
  }

  private static void add(
      List<Column> columns, Column probability, String name, Transformer last, ScoreOutput output) {
    Column array = org.apache.spark.ml.functions.vector_to_array(probability, "float64");
    switch (output.probability()) {
      case ARRAY -> columns.add(array.as(name));
      case VECTOR -> columns.add(probability);
      case COLUMNS -> {
        int classes =
            last instanceof ProbabilisticClassificationModel<?, ?> model ? model.numClasses() : 0;
        for (int i = 0; i < classes; i++) {
          columns.add(functions.get(array, functions.lit(i)).as(name + "_" + i));
        }
      }
      case NONE -> {}
    }
  }

  private static Optional<String> name(Transformer stage, String param, Dataset<Row> rows) {
    if (!stage.hasParam(param) || !stage.isDefined(stage.getParam(param))) {
      return Optional.empty();
    }
    return Optional.of((String) stage.getOrDefault(stage.getParam(param)))
        .filter(name -> List.of(rows.columns()).contains(name));
  }
}
