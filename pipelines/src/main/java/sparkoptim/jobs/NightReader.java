// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.PlainText;
import sparkoptim.jobs.window.Holdout;
import sparkoptim.jobs.window.ModelPins;
import sparkoptim.jobs.window.NightDay;
import sparkoptim.jobs.window.NightRows;
import sparkoptim.jobs.window.RowPrint;
import sparkoptim.jobs.window.RunId;
import sparkoptim.jobs.window.Widths;
import sparkoptim.jobs.window.Window;
import sparkoptim.jobs.window.WindowDay;
import sparkoptim.jobs.window.WindowSchema;
import sparkoptim.jobs.window.WindowSettings;

/** Reads the days of a night, each by itself: they may have other columns, types and widths. */
final class NightReader implements AutoCloseable {
  // A day is small jobs, most of whose time is planning and waiting.
  private static final int DAYS_AT_ONCE = 4;

  private final SparkSession spark;
  private final DataSettings data;
  private final WindowSettings window;
  private final RunId id;
  private final Source source;
  private final boolean needsLabel;
  private final Optional<String> stageWeight;
  private final Holdout holdout;
  private final List<ReadRows> opened = Collections.synchronizedList(new ArrayList<>());
  private final ReadClock clock = new ReadClock();

  NightReader(
      SparkSession spark,
      DataSettings data,
      WindowSettings window,
      RunId id,
      Source source,
      boolean needsLabel,
      Optional<String> stageWeight) {
    this.spark = spark;
    this.data = data;
    this.window = window;
    this.id = id;
    this.source = source;
    this.needsLabel = needsLabel;
    this.stageWeight = stageWeight;
    this.holdout = window.holdout();
  }

  /** Rows of one day: as they were read, divided, and with the columns that are used. */
  private record Day(
      WindowDay day, Input input, Dataset<Row> training, Dataset<Row> heldOut, Holdout.Rule rule) {}

  Optional<NightData> read(Window found, Optional<ModelPins> parent) {
    WindowDay newest = found.newDay().orElseThrow();
    List<WindowDay> wanted = new ArrayList<>(found.history());
    wanted.add(0, newest);
    List<ReadRows> read =
        agreed(wanted, InParallel.map(wanted, DAYS_AT_ONCE, day -> open(day, source)));
    ReadRows newRows = read.get(0);
    if (newRows.count() == 0) {
      close();
      return Optional.empty();
    }
    List<Day> days = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (read.get(i).count() > 0) {
        days.add(divided(wanted.get(i), read.get(i)));
      }
    }
    List<String> warnings = new ArrayList<>();
    found.warning(window).ifPresent(warnings::add);
    List<NightDay> counted = counted(days);
    tied(counted.get(0), newRows.count()).ifPresent(warnings::add);
    Dataset<Row> newUsed =
        withoutKey(
            data.columns().of(newRows.rows(), input(newest), true)); // labels may be missing yet
    TrainingData joined = joined(days, counted, parent);
    return Optional.of(
        new NightData(counted, newUsed, joined, weightColumn(), List.copyOf(warnings)));
  }

  /** A column without values on one day is what it is on others. */
  private List<ReadRows> agreed(List<WindowDay> days, List<ReadRows> read) {
    if (!data.format().equals(DataFormat.CSV) || data.schema().isPresent()) {
      return read;
    }
    TrainedColumns common =
        TrainedColumns.common(read.stream().map(rows -> rows.rows().schema()).toList());
    Source same = DataFormat.source(data.knowing(common));
    List<ReadRows> agreed = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      ReadRows rows = read.get(i);
      if (rows.count() > 0 && common.change(rows.rows().schema())) {
        rows.close();
        opened.remove(rows);
        rows = open(days.get(i), same);
      }
      agreed.add(rows);
    }
    return agreed;
  }

  private ReadRows open(WindowDay day, Source from) {
    try {
      ReadRows rows = ReadRows.open(from, spark, input(day), Optional.empty());
      opened.add(rows);
      return rows;
    } catch (ContentException e) {
      throw day.isNew() ? new UnfitRowsException(e) : e;
    }
  }

  private Input input(WindowDay day) {
    return new Input(
        day.key(),
        day.place(),
        window.labels().map(labels -> id.fill("data.labels", labels, day.age())));
  }

  /** Rows that are held out by their keys are so on every day, whether or not they are compared. */
  private Day divided(WindowDay day, ReadRows read) {
    Dataset<Row> rows = read.rows();
    Holdout.Rule rule = holdout.rule(rows.schema(), window.key());
    Input input = input(day);
    boolean isNew = day.isNew();
    return switch (holdout.by()) {
      case KEY ->
          new Day(
              day,
              input,
              NightRows.where(rows, rule, false),
              NightRows.where(rows, rule, true),
              rule);
      case TIME -> isNew ? byTime(day, input, read, rule) : new Day(day, input, rows, null, rule);
      case PATH -> new Day(day, input, rows, isNew ? apart() : null, rule);
    };
  }

  private Day byTime(WindowDay day, Input input, ReadRows read, Holdout.Rule rule) {
    long out = newest(read.count());
    if (holdout.column().isPresent()) {
      Column time = Names.column(holdout.column().get());
      Object newest = NewestRows.from(read.rows(), holdout.column().get(), out);
      Column isNewest = time.geq(functions.lit(newest));
      return new Day(
          day,
          input,
          read.rows().where(functions.not(functions.coalesce(isNewest, functions.lit(false)))),
          read.rows().where(isNewest),
          rule);
    }
    if (!read.order().ofFiles()) {
      throw new JobException(
          "validate.holdout.by = time: rows of a table or query have no order; validate.holdout.column"
              + " names the column of their time");
    }
    if (out >= read.count()) {
      return new Day(day, input, read.rows().limit(0), read.rows(), rule);
    }
    Split split = new Split.First(read.count() - out);
    return new Day(day, input, read.part(split, false), read.part(split, true), rule);
  }

  private long newest(long rows) {
    return Math.max(1, Math.round(rows * holdout.share()));
  }

  /** Rows that share the least of the newest times are held out with it: with whole days, many. */
  private Optional<String> tied(NightDay newest, long rows) {
    long asked = newest(rows);
    long out = newest.heldOut().rows();
    return holdout.by() == Holdout.By.TIME && out > 2 * asked
        ? Optional.of(
            Text.of(
                "validate.holdout.column = %s: %,d of the %,d new rows are held out, not %,d: they"
                    + " share one time",
                holdout.column().orElseThrow(), out, rows, asked))
        : Optional.empty();
  }

  private Dataset<Row> apart() {
    String key = "validate.holdout.path";
    Input input = new Input(key, id.fill(key, holdout.path().orElseThrow()), Optional.empty());
    if (source.readsFiles()) {
      Inputs.exists(spark, input);
    }
    ReadRows rows = ReadRows.open(source, spark, input, Optional.empty());
    opened.add(rows);
    return rows.rows();
  }

  private List<NightDay> counted(List<Day> days) {
    List<Dataset<Row>> parts = new ArrayList<>();
    for (Day day : days) {
      parts.add(day.training());
      if (day.heldOut() != null) {
        parts.add(day.heldOut());
      }
    }
    String label = data.columns().nameInData(data.labelColumn());
    List<RowPrint> prints = NightRows.prints(parts, label);
    List<NightDay> counted = new ArrayList<>();
    int next = 0;
    for (Day day : days) {
      RowPrint training = prints.get(next++);
      RowPrint heldOut = day.heldOut() == null ? new RowPrint() : prints.get(next++);
      counted.add(new NightDay(day.day(), training, heldOut, isCompared(day)));
    }
    return counted;
  }

  private boolean isCompared(Day day) {
    return day.heldOut() != null && day.day().age() < holdout.days();
  }

  private TrainingData joined(List<Day> days, List<NightDay> counted, Optional<ModelPins> parent) {
    List<Dataset<Row>> training = new ArrayList<>();
    List<Dataset<Row>> heldOut = new ArrayList<>();
    for (int i = 0; i < days.size(); i++) {
      Day day = days.get(i);
      if (counted.get(i).training().rows() > 0) {
        training.add(weighted(used(day.training(), day.input()), day.day().age()));
      }
      if (isCompared(day) && counted.get(i).heldOut().rows() > 0) {
        heldOut.add(
            used(NightRows.marked(day.heldOut(), day.rule(), day.day().name()), day.input()));
      }
    }
    if (training.isEmpty()) {
      throw new DataException("validate.holdout leaves no rows to train with");
    }
    if (heldOut.isEmpty()) {
      throw new DataException(
          PlainText.of(
              "validate.holdout holds no row out of %,d: a larger share, or more days",
              counted.stream().mapToLong(day -> day.training().rows()).sum()));
    }
    int width = parent.flatMap(ModelPins::width).orElse(0);
    for (Dataset<Row> rows : training) {
      width = Math.max(width, FeaturesColumn.dimension(rows.schema()).orElse(0));
    }
    for (Dataset<Row> rows : heldOut) {
      width = Math.max(width, FeaturesColumn.dimension(rows.schema()).orElse(0));
    }
    widen(training, width);
    widen(heldOut, width);
    TrainingData all = together(training, heldOut);
    try {
      return all.relabelled(data, parent);
    } catch (JobException e) {
      // A recoding that went well for the model that serves is no fault of the settings.
      boolean ofRows =
          e instanceof ContentException || parent.filter(p -> !p.labels().isEmpty()).isPresent();
      boolean trains = counted.get(0).training().rows() > 0;
      boolean isHeldOut = isCompared(days.get(0)) && counted.get(0).heldOut().rows() > 0;
      throw ofRows && isRelabelled(without(training, trains), without(heldOut, isHeldOut), parent)
          ? new UnfitRowsException(e)
          : e;
    }
  }

  private static <T> List<T> without(List<T> days, boolean first) {
    return days.subList(first ? 1 : 0, days.size());
  }

  /** Returns whether the labels of the days before are none of those that are refused. */
  private boolean isRelabelled(
      List<Dataset<Row>> training, List<Dataset<Row>> heldOut, Optional<ModelPins> parent) {
    if (training.isEmpty()) {
      return true;
    }
    try {
      together(training, heldOut).relabelled(data, parent);
      return true;
    } catch (JobException e) {
      return false;
    }
  }

  private TrainingData together(List<Dataset<Row>> training, List<Dataset<Row>> heldOut) {
    StructType schema = WindowSchema.common(schemas(training));
    Optional<Dataset<Row>> test =
        heldOut.isEmpty()
            ? Optional.empty()
            : Optional.of(
                union(heldOut, WindowSchema.like(WindowSchema.common(schemas(heldOut)), schema)));
    return new TrainingData(union(training, schema), test, Optional.empty(), opened, clock);
  }

  private static void widen(List<Dataset<Row>> days, int width) {
    days.replaceAll(
        rows ->
            FeaturesColumn.dimension(rows.schema()).orElse(width) < width
                ? Widths.resized(
                    rows, FeaturesColumn.NAME, width, FeaturesColumn.of(width).metadata())
                : rows);
  }

  private static List<StructType> schemas(List<Dataset<Row>> days) {
    return days.stream().map(Dataset::schema).toList();
  }

  private static Dataset<Row> union(List<Dataset<Row>> days, StructType schema) {
    return NightRows.union(days.stream().map(rows -> WindowSchema.cast(rows, schema)).toList());
  }

  private Dataset<Row> used(Dataset<Row> rows, Input input) {
    Dataset<Row> used = TrainingData.usedColumns(data, rows, input, needsLabel);
    return withoutKey(used);
  }

  /** A key is no feature; where a stage reads the column by its name, it stays. */
  private Dataset<Row> withoutKey(Dataset<Row> rows) {
    return window.key().isPresent() && data.allFeatures()
        ? rows.drop(Names.column(window.key().get()))
        : rows;
  }

  private Optional<String> weightColumn() {
    return stageWeight.or(() -> window.halfLife().map(days -> NightData.DECAY));
  }

  private Dataset<Row> weighted(Dataset<Row> rows, int age) {
    if (window.halfLife().isEmpty()) {
      return rows;
    }
    String column = weightColumn().orElseThrow();
    double factor = window.decay(age);
    boolean isThere = List.of(rows.columns()).contains(column);
    if (isThere && stageWeight.isEmpty()) {
      throw new JobException(
          "data.decay makes the column %s, which the data have: data.rename.%s = other"
              .formatted(column, column));
    }
    return rows.withColumn(
        column,
        isThere
            ? Names.column(column).cast(DataTypes.DoubleType).multiply(factor)
            : functions.lit(factor));
  }

  @Override
  public void close() {
    opened.forEach(ReadRows::close);
    opened.clear();
  }
}
