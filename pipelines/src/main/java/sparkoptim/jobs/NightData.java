// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import sparkoptim.jobs.window.ModelPins;
import sparkoptim.jobs.window.NightDay;
import sparkoptim.jobs.window.NightRows;
import sparkoptim.jobs.window.RunId;
import sparkoptim.jobs.window.Window;
import sparkoptim.jobs.window.WindowSettings;

/**
 * The rows of a night, read once and kept until closed: those to train with and those that are held
 * out, of the new day and its history.
 *
 * @param days what each day gave, the new one first
 * @param newRows all rows of the new day with the columns that the settings leave, as they were
 *     read: labels are not recoded
 * @param data training rows, and the held-out rows as {@link TrainingData#test}; these have two
 *     columns more, {@link NightRows#DAY} and {@link NightRows#KEY}
 * @param weightColumn what the stage must take as weights: its own column, or the one made here
 * @param warnings sentences on days that are missing and the like
 */
public record NightData(
    List<NightDay> days,
    Dataset<Row> newRows,
    TrainingData data,
    Optional<String> weightColumn,
    List<String> warnings)
    implements AutoCloseable {

  /** The column of weights by age, where the stage has none of its own. */
  public static final String DECAY = "decay_weight";

  /** Returns the rows that are held out. */
  Dataset<Row> heldOut() {
    return data.test().orElseThrow();
  }

  /** Reads all days of a night. */
  static Optional<NightData> read(
      SparkSession spark,
      DataSettings settings,
      WindowSettings window,
      RunId id,
      Optional<ModelPins> parent,
      boolean needsLabel,
      Optional<String> weightColumn) {
    return read(spark, settings, window, id, parent, needsLabel, weightColumn, day -> true);
  }

  /**
   * Reads the days of a night.
   *
   * @param parent what the model pinned that serves
   * @param needsLabel whether {@code data.labelColumn} must be there
   * @param weightColumn that of the stage
   * @param counts which days of the history are read, by their names
   * @return nothing where the new day has no rows
   * @throws JobException for rows that are malformed, or do not agree
   */
  public static Optional<NightData> read(
      SparkSession spark,
      DataSettings settings,
      WindowSettings window,
      RunId id,
      Optional<ModelPins> parent,
      boolean needsLabel,
      Optional<String> weightColumn,
      Predicate<String> counts) {
    DataSettings data = settings.of(id);
    Source source = DataFormat.source(data);
    Window found =
        Window.of(window, id, source.readsFiles(), Inputs.hadoop(spark))
            .where(window, counts)
            .with(data.options(), Inputs.hadoop(spark));
    if (found.newDay().isEmpty()) {
      return Optional.empty();
    }
    var reader = new NightReader(spark, data, window, id, source, needsLabel, weightColumn);
    try {
      return reader.read(found, parent);
    } catch (Exception e) { // Scala declares no exceptions
      reader.close();
      throw e;
    }
  }

  /** Returns the number of rows of the new day. */
  public long newCount() {
    return days.get(0).training().rows() + days.get(0).heldOut().rows();
  }

  /** Returns what a record says of the rows. */
  public List<Map<String, Object>> record() {
    List<Map<String, Object>> values = new ArrayList<>();
    days.forEach(day -> values.add(day.values()));
    return values;
  }

  @Override
  public void close() {
    data.close();
  }
}
