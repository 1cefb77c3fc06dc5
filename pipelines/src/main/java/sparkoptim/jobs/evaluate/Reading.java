// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/** How the rows of one kind of model become points, and what is summed over points. */
interface Reading extends Serializable {
  /** Fills the point; returns why the row is left out, or null where it is not. */
  Reason read(Row row, Point point);

  /** Returns how many numbers a point has. */
  int statistics();

  /** Computes the numbers of a point; their sums over the rows, times weights, are exact. */
  void statistics(Point point, double[] into);

  /**
   * Writes what a comparison of models needs of a row that was read, {@link HoldoutRow#WIDTH}
   * numbers from a place on.
   */
  void scores(Row row, Point point, double[] into, int first);

  /** Returns the weight in a column; null stands for no such column. */
  static double weight(Row row, Integer column) {
    if (column == null) {
      return 1;
    }
    return row.isNullAt(column) ? Double.NaN : row.getDouble(column);
  }

  /** Returns whether a weight may be summed. */
  static boolean isWeight(double weight) {
    return weight >= 0 && weight <= Double.MAX_VALUE;
  }
}
