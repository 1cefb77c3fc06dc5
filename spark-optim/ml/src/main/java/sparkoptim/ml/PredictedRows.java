// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.function.Supplier;
import org.apache.spark.mllib.evaluation.BinaryClassificationMetrics;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A data set with a model's predictions, and the columns in which they are. Nothing is computed
 * before it is asked for; on another machine only the names are left.
 */
public final class PredictedRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private final transient Supplier<Dataset<Row>> source;
  private final Columns columns;
  private transient Dataset<Row> frame;
  private transient MulticlassMetrics multiclass;
  private transient BinaryClassificationMetrics binary;

  PredictedRows(Supplier<Dataset<Row>> source, Columns columns) {
    this.source = source;
    this.columns = columns;
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
