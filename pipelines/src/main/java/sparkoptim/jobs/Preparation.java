// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * The stages of Spark's own that a job puts in front of those of its configuration: features of all
 * columns, and what happens to missing values. They are part of the model, so that {@code score}
 * does the same.
 */
record Preparation(TrainSettings settings, TrainingData data) {

  /**
   * Returns the whole pipeline.
   *
   * @throws JobException for columns that the stages cannot take, by name and with what to set
   */
  static Pipeline of(Pipeline pipeline, TrainSettings settings, TrainingData data) {
    Pipeline whole = new Preparation(settings, data).pipeline(pipeline.getStages());
    data.clock().stop();
    return whole;
  }

  private Pipeline pipeline(PipelineStage[] stages) {
    PipelineStage last = stages[stages.length - 1];
    refuseOddNames(stages);
    refuseTaken(last);
    List<PipelineStage> all = new ArrayList<>();
    if (settings.data().allFeatures()) {
      all.addAll(new AllFeatures(settings, data, inputs(last)).stages(text(last, "featuresCol")));
    } else {
      refuseTexts(stages);
      all.addAll(missing(stages, last));
    }
    all.addAll(List.of(stages));
    return new Pipeline().setStages(all.toArray(PipelineStage[]::new));
  }

  /** Stages that are not ours take a dot for a way into a struct, and stumble over backticks. */
  private void refuseOddNames(PipelineStage[] stages) {
    for (PipelineStage stage : stages) {
      Set<String> used = inputColumns(stage);
      Stream.of("labelCol", "weightCol", "featuresCol")
          .forEach(param -> text(stage, param).ifPresent(used::add));
      boolean ours = stage.getClass().getName().startsWith("sparkoptim.");
      for (String name : data.train().columns()) {
        if (!ours && used.contains(name) && (name.contains(".") || name.contains("`"))) {
          throw new JobException(
              "stages of MLlib find no column %s: data.rename { %s = %s } gives it a plain name"
                  .formatted(
                      name,
                      com.typesafe.config.ConfigUtil.quoteString(name),
                      name.replaceAll("[^A-Za-z0-9_]", "_")));
        }
      }
    }
  }

  /** What the last stage writes must not be there before. */
  private void refuseTaken(PipelineStage last) {
    for (String param : List.of("predictionCol", "probabilityCol", "rawPredictionCol")) {
      text(last, param)
          .filter(name -> Arrays.asList(data.train().columns()).contains(name))
          .ifPresent(
              name -> {
                throw new JobException(
                    "the data have a column %1$s, which the stage writes: data.drop = [%1$s], or data.rename.%1$s = other"
                        .formatted(com.typesafe.config.ConfigUtil.quoteString(name)));
              });
    }
  }

  /** Returns the columns of the data that are neither label nor weight nor offset. */
  private List<StructField> inputs(PipelineStage last) {
    Set<String> others = new LinkedHashSet<>(List.of(settings.data().labelColumn()));
    Stream.of("labelCol", "weightCol", "offsetCol", "censorCol")
        .forEach(param -> text(last, param).ifPresent(others::add));
    settings.report().evaluation().key().ifPresent(others::add);
    return Arrays.stream(data.train().schema().fields())
        .filter(field -> !others.contains(field.name()))
        .toList();
  }

  private List<PipelineStage> missing(PipelineStage[] stages, PipelineStage last) {
    MissingPolicy policy = settings.data().missing();
    if (policy == MissingPolicy.REFUSE) {
      refuseMissing(stages);
      return List.of();
    }
    List<StructField> inputs =
        inputs(last).stream()
            .filter(f -> policy == MissingPolicy.SKIP || f.dataType() instanceof NumericType)
            .toList();
    if (inputs.isEmpty()) {
      return List.of();
    }
    List<PipelineStage> added = new ArrayList<>();
    if (policy == MissingPolicy.SKIP) {
      added.add(Statements.skip(inputs));
      return added;
    }
    if (policy == MissingPolicy.INDICATOR) {
      ColumnCounts counts = ColumnCounts.of(data.train(), inputs);
      added.add(
          Statements.indicators(
              inputs.stream().filter(f -> counts.of(f.name()).missing() > 0).toList()));
    }
    String[] names = inputs.stream().map(StructField::name).toArray(String[]::new);
    added.add(
        new Imputer()
            .setInputCols(names)
            .setOutputCols(names)
            .setStrategy(policy == MissingPolicy.MEDIAN ? "median" : "mean"));
    return added;
  }

  /** Columns that stages read and would fail on, without a word of which column it was. */
  private void refuseMissing(PipelineStage[] stages) {
    List<StructField> read = new ArrayList<>();
    Set<String> made = new LinkedHashSet<>();
    for (PipelineStage stage : stages) {
      boolean strict = text(stage, "handleInvalid").filter("error"::equals).isPresent();
      if (strict) {
        Arrays.stream(data.train().schema().fields())
            .filter(f -> inputColumns(stage).contains(f.name()) && !made.contains(f.name()))
            .filter(f -> !read.contains(f))
            .forEach(read::add);
      }
      text(stage, "outputCol").ifPresent(made::add);
      made.addAll(texts(stage, "outputCols"));
    }
    if (!read.isEmpty()) {
      refuseMissing(settings, data, ColumnCounts.of(data.train(), read), read);
    }
  }

  /** Refuses missing values in training and test rows. */
  static void refuseMissing(
      TrainSettings settings, TrainingData data, ColumnCounts train, List<StructField> read) {
    train.refuseMissing(settings.train().key());
    String place = settings.test().map(Input::key).orElse("the test rows");
    data.test().ifPresent(test -> ColumnCounts.of(test, read).refuseMissing(place));
  }

  /** VectorAssembler's own message has neither value nor setting. */
  private void refuseTexts(PipelineStage[] stages) {
    for (PipelineStage stage : stages) {
      if (stage instanceof VectorAssembler assembler) {
        Dataset<Row> rows = data.train();
        for (String input : assembler.getInputCols()) {
          Arrays.stream(rows.schema().fields())
              .filter(f -> f.name().equals(input) && f.dataType() instanceof StringType)
              .findFirst()
              .ifPresent(Preparation::refuseText);
        }
      }
    }
  }

  private static void refuseText(StructField field) {
    throw new JobException(
        "VectorAssembler takes numbers, and column %s is one of texts%s"
            .formatted(
                field.name(),
                TextReason.of(field)
                    .map(reason -> " because " + reason)
                    .orElse(": index it by a StringIndexer first, or set data.features = all")));
  }

  private static Set<String> inputColumns(PipelineStage stage) {
    Set<String> columns = new LinkedHashSet<>(texts(stage, "inputCols"));
    text(stage, "inputCol").ifPresent(columns::add);
    return columns;
  }

  /** Returns the value of a param that holds a text. */
  static Optional<String> text(PipelineStage stage, String param) {
    if (!stage.hasParam(param) || !stage.isDefined(stage.getParam(param))) {
      return Optional.empty();
    }
    Object value = stage.getOrDefault(stage.getParam(param));
    return value instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
  }

  private static List<String> texts(PipelineStage stage, String param) {
    if (!stage.hasParam(param) || !stage.isDefined(stage.getParam(param))) {
      return List.of();
    }
    Object value = stage.getOrDefault(stage.getParam(param));
    return value instanceof String[] texts ? List.of(texts) : List.of();
  }
}
