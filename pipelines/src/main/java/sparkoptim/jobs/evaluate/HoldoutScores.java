// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import sparkoptim.jobs.DataException;

/**
 * Rows on the driver with what several models say of each, in an order that depends on the rows
 * alone: whatever is computed of them has the same bits for any partitioning.
 *
 * <p>A row is left out of all comparisons where one of the models cannot be measured on it.
 */
public final class HoldoutScores {
  private static final String INPUT = "sparkOptim_input";
  private static final String UNIT = "sparkOptim_unit";
  private static final String MODEL = "sparkOptim_model_";
  private static final String SLICE = "sparkOptim_slice_";

  private final int classes;
  private final boolean probabilities;
  private final List<String> sliceNames;
  private final List<HoldoutRow> rows;
  private final long leftOut;

  private HoldoutScores(
      int classes,
      boolean probabilities,
      List<String> sliceNames,
      List<HoldoutRow> rows,
      long leftOut) {
    this.classes = classes;
    this.probabilities = probabilities;
    this.sliceNames = List.copyOf(sliceNames);
    this.rows = rows;
    this.leftOut = leftOut;
  }

  /**
   * Applies the models and collects what they say, by one Spark job.
   *
   * @param data rows with labels as codes that all models share
   * @param models the first is the candidate
   * @param unit a column of longs: rows with equal ones are one unit
   * @param slices names of columns, or conditions in SQL
   * @param weighted whether the column of weights that the models name counts
   * @throws IllegalArgumentException where the models do not predict the same kind of label
   */
  public static HoldoutScores of(
      Dataset<Row> data,
      List<HoldoutModel> models,
      Column unit,
      List<String> slices,
      boolean weighted) {
    List<Column> kept = new ArrayList<>();
    kept.add(functions.struct(columns(data)).as(INPUT));
    kept.add(unit.cast(DataTypes.LongType).as(UNIT));
    for (int i = 0; i < slices.size(); i++) {
      kept.add(slice(slices.get(i), List.of(data.columns())).as(SLICE + i));
    }
    Dataset<Row> scored = data.select(kept.toArray(Column[]::new));
    List<Reading> readings = new ArrayList<>();
    for (HoldoutModel model : models) {
      List<Column> all = new ArrayList<>(List.of(columns(scored)));
      all.add(functions.col(INPUT + ".*"));
      Dataset<Row> inputs = model.inputs().apply(scored.select(all.toArray(Column[]::new)));
      var columns = new EvaluatedColumns(model.model(), model.model().transform(inputs));
      Reading reading = columns.reading();
      if (reading == null) {
        throw new IllegalArgumentException("a model that predicts no label cannot be compared");
      }
      List<Column> next = new ArrayList<>(List.of(columns(scored)));
      next.add(columns.struct().as(MODEL + readings.size()));
      readings.add(reading);
      scored = columns.rows().select(next.toArray(Column[]::new));
    }
    return collect(scored, readings, slices, weighted);
  }

  /**
   * Takes what models said before.
   *
   * @param classes how many the labels have; 0 for numbers
   * @param units rows with equal ones are one unit
   */
  public static HoldoutScores ofNumbers(
      int classes, long[] units, double[] labels, double[] weights, List<ModelScores> models) {
    List<HoldoutRow> rows = new ArrayList<>();
    for (int i = 0; i < units.length; i++) {
      double[] values = new double[HoldoutRow.FIRST_MODEL + models.size() * HoldoutRow.WIDTH];
      values[HoldoutRow.LABEL] = labels[i];
      values[HoldoutRow.WEIGHT] = weights[i];
      for (int m = 0; m < models.size(); m++) {
        ModelScores model = models.get(m);
        int first = HoldoutRow.FIRST_MODEL + m * HoldoutRow.WIDTH;
        values[first + HoldoutRow.PREDICTION] = model.prediction()[i];
        values[first + HoldoutRow.LOSS] = model.loss()[i];
        values[first + HoldoutRow.SECOND_LOSS] = model.secondLoss()[i];
        values[first + HoldoutRow.SCORE] = model.score()[i];
      }
      rows.add(new HoldoutRow(units[i], new String[0], values));
    }
    rows.sort(HoldoutRow.ORDER);
    return new HoldoutScores(classes, true, List.of(), rows, 0);
  }

  private static HoldoutScores collect(
      Dataset<Row> scored, List<Reading> readings, List<String> slices, boolean weighted) {
    boolean numbers = readings.get(0) instanceof ErrorReading;
    if (readings.stream().anyMatch(reading -> reading instanceof ErrorReading != numbers)) {
      throw new IllegalArgumentException("a classifier and a regression cannot be compared");
    }
    boolean probabilities =
        numbers || readings.stream().allMatch(r -> ((ClassReading) r).hasProbability());
    int classes =
        numbers ? 0 : readings.stream().mapToInt(r -> ((ClassReading) r).classes()).max().orElse(0);
    List<Column> columns = new ArrayList<>(List.of(column(UNIT)));
    for (int i = 0; i < readings.size(); i++) {
      columns.add(column(MODEL + i));
    }
    for (int i = 0; i < slices.size(); i++) {
      columns.add(column(SLICE + i));
    }
    JavaRDD<Row> rdd = scored.select(columns.toArray(Column[]::new)).javaRDD();
    int sliceCount = slices.size();
    List<HoldoutRow> rows =
        new ArrayList<>(
            rdd.mapPartitions(part -> new Reader(part, readings, sliceCount, weighted)).collect());
    int all = rows.size();
    rows.removeIf(row -> !row.isMeasured());
    rows.sort(HoldoutRow.ORDER);
    return new HoldoutScores(classes, probabilities, slices, rows, all - rows.size());
  }

  /**
   * Checks that rows can be told apart by slices.
   *
   * @throws DataException naming a slice that is neither a column nor a condition on columns
   */
  public static void requireSlices(Dataset<Row> rows, List<String> slices) {
    for (String text : slices) {
      try {
        rows.select(slice(text, List.of(rows.columns())));
      } catch (Exception e) { // an AnalysisException, which Scala does not declare
        throw new DataException(
            "validate.slices: %s is neither a column nor a condition on columns; the columns are %s"
                .formatted(text, String.join(", ", rows.columns())));
      }
    }
  }

  private static Column slice(String text, List<String> columns) {
    Column value = columns.contains(text) ? column(text) : functions.expr(text);
    return value.cast(DataTypes.StringType);
  }

  private static Column[] columns(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).map(HoldoutScores::column).toArray(Column[]::new);
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /** Reads rows; one that a model cannot be measured on has no values. */
  private record Reader(
      Iterator<Row> rows, List<Reading> readings, int slices, boolean weighted, Point point)
      implements Iterator<HoldoutRow> {

    Reader(Iterator<Row> rows, List<Reading> readings, int slices, boolean weighted) {
      this(rows, readings, slices, weighted, new Point());
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public HoldoutRow next() {
      if (!rows.hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = rows.next();
      String[] values = new String[slices];
      for (int i = 0; i < slices; i++) {
        values[i] = row.getString(1 + readings.size() + i);
      }
      return new HoldoutRow(row.getLong(0), values, values(row));
    }

    private double[] values(Row row) {
      double[] values = new double[HoldoutRow.FIRST_MODEL + readings.size() * HoldoutRow.WIDTH];
      values[HoldoutRow.WEIGHT] = 1;
      for (int i = 0; i < readings.size(); i++) {
        Row ofModel = row.getStruct(1 + i);
        Reading reading = readings.get(i);
        if (reading.read(ofModel, point) != null) {
          return new double[0];
        }
        values[HoldoutRow.LABEL] = ofModel.getDouble(EvaluatedColumns.LABEL);
        if (weighted && i == 0) {
          values[HoldoutRow.WEIGHT] = point.weight;
        }
        reading.scores(ofModel, point, values, HoldoutRow.FIRST_MODEL + i * HoldoutRow.WIDTH);
      }
      return values;
    }
  }

  /** Returns how many classes the labels have; 0 for numbers. */
  public int classes() {
    return classes;
  }

  /** Returns whether all models give probabilities, or predict numbers. */
  public boolean hasLosses() {
    return probabilities;
  }

  /**
   * Returns the text of the gate where nobody says another: of the log loss where there are
   * probabilities, else of the share of right classes, and of numbers of the explained variance,
   * which has no unit.
   */
  public String usualGate() {
    String metric = classes == 0 ? "r2" : probabilities ? "logLoss" : "accuracy";
    return "not-worse(" + metric + ", 0.005)";
  }

  public int size() {
    return rows.size();
  }

  /** Returns how many rows one of the models could not be measured on. */
  public long leftOut() {
    return leftOut;
  }

  public List<String> sliceNames() {
    return sliceNames;
  }

  /** Returns the value of a slice for each row; null where a row has none. */
  public String[] slice(int index) {
    return rows.stream().map(row -> row.slices()[index]).toArray(String[]::new);
  }

  /** Returns the units of the rows; equal ones are next to each other. */
  public long[] units() {
    return rows.stream().mapToLong(HoldoutRow::unit).toArray();
  }

  public double[] labels() {
    return numbers(row -> row.values()[HoldoutRow.LABEL]);
  }

  public double[] weights() {
    return numbers(row -> row.values()[HoldoutRow.WEIGHT]);
  }

  /** Returns what a model says, the candidate being 0. */
  public ModelScores model(int index) {
    int first = HoldoutRow.FIRST_MODEL + index * HoldoutRow.WIDTH;
    return new ModelScores(
        numbers(row -> row.values()[first + HoldoutRow.PREDICTION]),
        probabilities ? numbers(row -> row.values()[first + HoldoutRow.LOSS]) : null,
        probabilities ? numbers(row -> row.values()[first + HoldoutRow.SECOND_LOSS]) : null,
        probabilities ? numbers(row -> row.values()[first + HoldoutRow.SCORE]) : null);
  }

  private double[] numbers(ToDoubleFunction<HoldoutRow> value) {
    return rows.stream().mapToDouble(value).toArray();
  }
}
