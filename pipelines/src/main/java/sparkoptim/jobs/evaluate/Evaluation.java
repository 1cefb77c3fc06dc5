// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.DidYouMean;
import sparkoptim.core.PlainText;
import sparkoptim.jobs.JobException;

/** The quality of predictions against labels, computed by one Spark job. */
public final class Evaluation {
  private final EvaluationSettings settings;
  private final Reading reading;
  private final List<String> warnings = new ArrayList<>();

  private Evaluation(EvaluationSettings settings, Reading reading) {
    this.settings = settings;
    this.reading = reading;
  }

  /**
   * Returns the figures of predictions: the same bits for any partitioning. A row without a label,
   * with one that the model does not know, or with a prediction that is no number is counted, and
   * left out of every figure.
   *
   * @param rows what the model has transformed
   */
  public static Evaluated of(Transformer model, Dataset<Row> rows, EvaluationSettings settings) {
    checkColumns(settings, rows.schema());
    var columns = new EvaluatedColumns(model, rows);
    Reading reading = columns.reading();
    if (reading == null) {
      Map<String, Object> count = new LinkedHashMap<>();
      count.put("rows", rows.count());
      return new Evaluated(count, Map.of(), List.of(), List.of());
    }
    List<Integer> slices = settings.by().stream().map(columns::addSlice).toList();
    Integer unit = settings.key().map(columns::addUnit).orElse(null);
    RowSums sums = RowSums.of(columns.select().javaRDD(), reading, slices, unit);
    var evaluation = new Evaluation(settings, reading);
    if (columns.missingWeightColumn() != null) {
      evaluation.warnings.add(
          "there is no column %s (weightCol): every row counts 1"
              .formatted(columns.missingWeightColumn()));
    }
    return evaluation.result(sums, columns.weightColumn());
  }

  /**
   * Checks that the rows have the columns whose values make slices, and the key.
   *
   * @throws JobException naming the nearest column
   */
  public static void checkColumns(EvaluationSettings settings, StructType schema) {
    List<String> names = Arrays.asList(schema.fieldNames());
    settings.by().forEach(column -> check("evaluate.by", column, names));
    settings.key().ifPresent(column -> check("evaluate.key", column, names));
    settings
        .key()
        .map(column -> schema.apply(column).dataType().catalogString())
        .filter(type -> type.contains("map<"))
        .ifPresent(
            type -> {
              throw new JobException(
                  "evaluate.key: column %s is of type %s, and maps have no order to tell them apart by"
                      .formatted(settings.key().get(), type));
            });
  }

  private static void check(String setting, String column, List<String> names) {
    if (!names.contains(column)) {
      throw new JobException(
          "%s: the rows have no column %s; %s"
              .formatted(setting, column, DidYouMean.hint(column, names)));
    }
  }

  /**
   * Checks that every row has a key.
   *
   * @param place which rows, for the message
   * @throws JobException with the number of those that have none
   */
  public static void checkKey(EvaluationSettings settings, Dataset<Row> rows, String place) {
    if (settings.key().isEmpty() || settings.replicates() == 0) {
      return;
    }
    String column = settings.key().get();
    long without = rows.where(EvaluatedColumns.named(rows, column).isNull()).count();
    if (without > 0) {
      throw new JobException(
          PlainText.of(
              "evaluate.key: %,d rows of %s have no %s, so what they belong to is not known; leave"
                  + " them out, or set another column",
              without, place, column));
    }
  }

  private Evaluated result(RowSums sums, String weightColumn) {
    Tally all = sums.all();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rows", all.rows());
    putLeftOut(values, all);
    if (weightColumn != null) {
      values.put("weightCol", weightColumn);
    }
    if (!(all.weight().value() > 0)) {
      warnings.add("no row has a label, a prediction and a weight above 0: there are no figures");
      return new Evaluated(values, Map.of(), List.of(), warnings);
    }
    FigureSet figures = figures(all, settings);
    put(values, figures);
    values.putAll(figures.tables());
    if (!settings.by().isEmpty()) {
      values.put("slices", slices(sums));
    }
    warnings.addAll(figures.notes());
    figures.estimates().forEach((name, estimate) -> warnWithoutValue(name, estimate.value()));
    return new Evaluated(values, figures.values(), figures.ranking(), warnings);
  }

  private void warnWithoutValue(String name, double value) {
    String start = name + " is left out: ";
    if (!Double.isFinite(value) && warnings.stream().noneMatch(said -> said.startsWith(start))) {
      warnings.add(
          start
              + (Double.isInfinite(value)
                  ? "it is beyond the largest number"
                  : "it has no value for these rows"));
    }
  }

  private void putLeftOut(Map<String, Object> values, Tally tally) {
    Map<String, Long> leftOut = new LinkedHashMap<>();
    for (Reason reason : Reason.values()) {
      long count = tally.leftOut(reason);
      if (count > 0) {
        leftOut.put(reason.key(), count);
        warnings.add(
            String.format(
                Locale.ROOT,
                "%,d of %,d rows left out of all figures: %s",
                count,
                tally.rows(),
                reason.words()));
      }
    }
    if (!leftOut.isEmpty()) {
      values.put("evaluatedRows", tally.evaluated());
      values.put("leftOut", leftOut);
    }
  }

  private FigureSet figures(Tally tally, EvaluationSettings how) {
    if (!tally.hasUnits() || how.replicates() == 0) {
      return figures(tally, tally.cells(), how);
    }
    FigureSet plain = figures(tally, tally.cells(), how.withoutIntervals());
    return plain.withIntervalsOf(figures(tally, tally.units(), how), tally.units().isExact());
  }

  private FigureSet figures(Tally tally, Cells cells, EvaluationSettings how) {
    return reading instanceof ClassReading classes
        ? ClassFigures.of(tally, cells, classes, how)
        : ErrorFigures.of(tally, cells, (ErrorReading) reading, how);
  }

  private void put(Map<String, Object> values, FigureSet figures) {
    values.putAll(figures.values());
    Map<String, Object> intervals = figures.intervals();
    if (!intervals.isEmpty()) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("confidence", settings.confidence());
      all.put("replicates", settings.replicates());
      all.putAll(intervals);
      values.put("intervals", all);
    }
  }

  private List<Map<String, Object>> slices(RowSums sums) {
    var slices = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < settings.by().size(); i++) {
      String column = settings.by().get(i);
      Slices ofColumn = sums.slices().get(i);
      if (ofColumn.tooMany()) {
        warnings.add(
            PlainText.of(
                "evaluate.by: %s has more than %d values, so there are no figures by it",
                column, Slices.MOST));
      }
      ofColumn.byValue().forEach((value, tally) -> slices.add(slice(column, value, tally)));
    }
    return slices;
  }

  private Map<String, Object> slice(String column, String value, Tally tally) {
    Map<String, Object> slice = new LinkedHashMap<>();
    slice.put("column", column);
    slice.put("value", value);
    slice.put("rows", tally.rows());
    if (tally.evaluated() < tally.rows()) {
      slice.put("evaluatedRows", tally.evaluated());
    }
    if (tally.weight().value() > 0) {
      put(slice, figures(tally, settings));
    }
    return slice;
  }
}
