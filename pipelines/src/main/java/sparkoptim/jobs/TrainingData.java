// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import sparkoptim.core.DidYouMean;
import sparkoptim.jobs.window.ModelPins;
import sparkoptim.jobs.window.Widths;

/**
 * The rows of a training run, read once and kept until closed.
 *
 * @param labels the recoding of labels, if one was asked for
 * @param read what was read for it
 * @param clock stops when the rows are ready to train with
 */
public record TrainingData(
    Dataset<Row> train,
    Optional<Dataset<Row>> test,
    Optional<Labels> labels,
    List<ReadRows> read,
    ReadClock clock)
    implements AutoCloseable {

  /**
   * Reads, splits and recodes.
   *
   * @param needsLabel whether {@code data.labelColumn} must be there
   * @throws JobException for input that is missing, empty, malformed or does not agree
   */
  static TrainingData read(SparkSession spark, TrainSettings settings, boolean needsLabel) {
    return read(spark, settings, needsLabel, Optional.empty());
  }

  /**
   * Reads, splits and recodes as a parent model did.
   *
   * @param parent what it pinned
   */
  static TrainingData read(
      SparkSession spark, TrainSettings settings, boolean needsLabel, Optional<ModelPins> parent) {
    Source source = DataFormat.source(parent.map(settings.data()::like).orElse(settings.data()));
    if (source.readsFiles()) {
      Inputs.exists(spark, settings.train());
      settings.test().ifPresent(test -> Inputs.exists(spark, test));
    }
    List<ReadRows> read = new ArrayList<>();
    var clock = new ReadClock();
    try {
      read.add(ReadRows.open(source, spark, settings.train(), Optional.empty()));
      refuseEmpty(read.get(0), settings.train());
      if (settings.test().isPresent()) {
        Input test = settings.test().get();
        var trained = Optional.of(read.get(0).rows().schema());
        read.add(ReadRows.open(source, spark, test, trained));
        refuseEmpty(read.get(1), test);
      }
      return new Reader(settings, needsLabel, parent, read, clock).data();
    } catch (Exception e) { // Scala declares no exceptions
      read.forEach(ReadRows::close);
      throw e;
    }
  }

  private static void refuseEmpty(ReadRows rows, Input input) {
    if (rows.count() == 0) {
      throw new JobException(input.key() + ": no rows in " + input.path());
    }
  }

  /** Makes training and test rows of what was read. */
  private record Reader(
      TrainSettings settings,
      boolean needsLabel,
      Optional<ModelPins> parent,
      List<ReadRows> read,
      ReadClock clock) {

    TrainingData data() {
      DataSettings data = settings.data();
      Dataset<Row> train = columns(read.get(0).rows(), settings.train());
      Optional<Dataset<Row>> test = settings.test().map(t -> columns(test(t), t));
      if (data.split().isPresent()) {
        Split split = data.split().get();
        train = columns(read.get(0).part(split, false), settings.train());
        test = Optional.of(columns(read.get(0).part(split, true), settings.train()));
        refuseEmpty(train, "data.split leaves no rows to train with: " + split);
        refuseEmpty(test.get(), "data.split leaves no rows to test with: " + split);
      }
      var all = new TrainingData(train, test, Optional.empty(), read, clock);
      return all.atLeast(parent.flatMap(ModelPins::width).orElse(0)).relabelled(data, parent);
    }

    /** Test rows in the types of the training rows. */
    private Dataset<Row> test(Input input) {
      return new TrainedColumns(read.get(0).rows().schema()).applied(read.get(1).rows(), input);
    }

    /** What texts would be for a label is not guessed. */
    private void refuseText(StructField label, Input input) {
      boolean recoded = settings.data().relabel() != DataSettings.Relabel.NONE;
      if (label.dataType() instanceof StringType && !recoded) {
        throw new JobException(
            "%s: the label column %s is one of texts%s"
                .formatted(
                    input.key(),
                    label.name(),
                    TextReason.of(label)
                        .map(reason -> " because " + reason)
                        .orElse(": data.relabel = sorted makes 0, 1, 2, ... of them")));
      }
    }

    private Dataset<Row> columns(Dataset<Row> rows, Input input) {
      Dataset<Row> used = usedColumns(settings.data(), rows, input, needsLabel);
      if (needsLabel) {
        refuseText(used.schema().apply(settings.data().labelColumn()), input);
      }
      return used;
    }
  }

  /** Returns the columns that the settings leave, with a label in every row if one is needed. */
  static Dataset<Row> usedColumns(
      DataSettings data, Dataset<Row> rows, Input input, boolean needsLabel) {
    Dataset<Row> used = data.columns().of(rows, input, true);
    if (!needsLabel) {
      return used;
    }
    refuseUnlabelled(used, data.labelColumn(), input);
    return data.missing() == MissingPolicy.SKIP
        ? used.where(Names.column(data.labelColumn()).isNotNull())
        : used;
  }

  /** Returns the same with vectors of a file at least as wide as the parent's. */
  TrainingData atLeast(int width) {
    Optional<Integer> dimension = FeaturesColumn.dimension(train.schema());
    if (dimension.isEmpty() || dimension.get() >= width) {
      return this;
    }
    Metadata metadata = FeaturesColumn.of(width).metadata();
    return new TrainingData(
        Widths.resized(train, FeaturesColumn.NAME, width, metadata),
        test.map(rows -> Widths.resized(rows, FeaturesColumn.NAME, width, metadata)),
        labels,
        read,
        clock);
  }

  /** Returns the same with labels recoded where the settings ask for it. */
  TrainingData relabelled(DataSettings data, Optional<ModelPins> parent) {
    if (data.relabel() == DataSettings.Relabel.NONE) {
      return this;
    }
    String column = data.labelColumn();
    List<Object> known = parent.map(ModelPins::labels).orElse(List.of());
    Labels recoding =
        known.isEmpty()
            ? Labels.of(train, column, data.format())
            : Labels.pinned(train, column, data.format(), known, data.growsLabels());
    return new TrainingData(
        recoding.apply(train),
        test.map(rows -> recoding.applyToUnseen(rows, "the test rows")),
        Optional.of(recoding),
        read,
        clock);
  }

  private static void refuseEmpty(Dataset<Row> rows, String message) {
    if (rows.isEmpty()) {
      throw new JobException(message);
    }
  }

  private static void refuseUnlabelled(Dataset<Row> rows, String column, Input input) {
    var columns = Arrays.asList(rows.columns());
    if (!columns.contains(column)) {
      throw new JobException(
          "%s: no label column %s in %s (data.labelColumn names it); %s%s"
              .formatted(
                  input.key(),
                  column,
                  input.path(),
                  DidYouMean.hint(column, columns),
                  separator(columns)));
    }
  }

  /** A header with several names in one was cut at the wrong characters. */
  private static String separator(List<String> columns) {
    return List.of(";", "\t", "|").stream()
        .filter(separator -> columns.stream().anyMatch(name -> name.contains(separator)))
        .findFirst()
        .map(found -> "; data.options.sep = \"%s\"".formatted(found.replace("\t", "\\t")))
        .orElse("");
  }

  /** Says in the result what was read. */
  void describe(ResultTable table) {
    table.add("read", Text.of("%,d bytes in %.2f seconds", bytes(), clock.seconds()));
  }

  /** Returns what {@code metrics.json} says of the reading. */
  Map<String, Object> readRecord() {
    return Map.of("bytes", bytes(), "seconds", clock.seconds());
  }

  private long bytes() {
    return read.stream().mapToLong(ReadRows::bytes).sum();
  }

  @Override
  public void close() {
    read.forEach(ReadRows::close);
  }
}
