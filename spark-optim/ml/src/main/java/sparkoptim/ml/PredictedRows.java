// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.mllib.evaluation.BinaryClassificationMetrics;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A data set with a model's predictions, and the columns in which they are. Nothing is computed
 * before it is asked for; on another machine only the names are left.
 */
public final class PredictedRows implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Plain names of the columns. */
  private static final List<String> PLAIN =
      List.of("features", "label", "weight", "prediction", "score");

  private final transient Supplier<Dataset<Row>> source;
  private final Columns columns;
  private transient Dataset<Row> frame;
  private transient MulticlassMetrics multiclass;
  private transient BinaryClassificationMetrics binary;

  private PredictedRows(Supplier<Dataset<Row>> source, Columns columns) {
    this.source = source;
    this.columns = columns;
  }

  /**
   * Returns the rows that a model predicts. A model without a column for predictions gets one.
   *
   * @param model which must not change any more
   * @param weight the column of row weights; null for none
   * @param score by which a binary classifier orders rows; of regressions empty
   * @param dataset with the columns of features and labels
   */
  static PredictedRows of(
      PredictionModel<Vector, ?> model, String weight, String score, Dataset<?> dataset) {
    if (model.getPredictionCol().isEmpty()) {
      model.setPredictionCol("prediction_" + UUID.randomUUID());
    }
    var columns =
        new Columns(
            model.getFeaturesCol(),
            model.getLabelCol(),
            weight == null ? "" : weight,
            model.getPredictionCol(),
            score);
    return new PredictedRows(() -> model.transform(dataset), columns);
  }

  /**
   * The names of the columns.
   *
   * @param score by which a binary classifier orders rows: a number, or a vector whose second value
   *     counts; of regressions empty
   * @param weight of row weights; empty for none
   */
  record Columns(String features, String label, String weight, String prediction, String score)
      implements Serializable {}

  /** Returns the names of the columns. */
  Columns columns() {
    return columns;
  }

  /**
   * Returns the rows.
   *
   * @throws IllegalStateException on another machine than the driver
   */
  synchronized Dataset<Row> frame() {
    if (frame == null) {
      if (source == null) {
        throw new IllegalStateException("predictions are on the driver only");
      }
      frame = source.get();
    }
    return frame;
  }

  /** Returns the column of row weights; empty where the rows have none, and each counts once. */
  String weight() {
    boolean there = Arrays.asList(frame().columns()).contains(columns.weight());
    return there ? columns.weight() : "";
  }

  /**
   * Returns the rows under names that MLlib's figures find: these ones where no name has a dot or a
   * backtick.
   */
  PredictedRows plain() {
    List<String> names =
        List.of(
            columns.features(), columns.label(), weight(), columns.prediction(), columns.score());
    if (names.stream().allMatch(OddNames::isPlain)) {
      return this;
    }
    String[] plain = new String[names.size()];
    List<Column> all = new ArrayList<>();
    for (int i = 0; i < plain.length; i++) {
      plain[i] = names.get(i).isEmpty() ? "" : PLAIN.get(i);
      if (!plain[i].isEmpty()) {
        all.add(RowColumns.named(names.get(i)).as(plain[i]));
      }
    }
    return new PredictedRows(
        () -> frame().select(all.toArray(Column[]::new)),
        new Columns(plain[0], plain[1], plain[2], plain[3], plain[4]));
  }

  MulticlassMetrics multiclass() {
    return multiclass;
  }

  void setMulticlass(MulticlassMetrics metrics) {
    multiclass = metrics;
  }

  BinaryClassificationMetrics binary() {
    return binary;
  }

  void setBinary(BinaryClassificationMetrics metrics) {
    binary = metrics;
  }
}
