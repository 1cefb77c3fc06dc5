// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import org.apache.spark.sql.Row;

/** Rows of a regression. Numbers: the label, the error, and for counts the Poisson deviance. */
final class ErrorReading implements Reading {
  private static final long serialVersionUID = 1L;
  static final int SQUARE = 0;
  static final int ABSOLUTE = 1;
  static final int DEVIANCE = 2;
  static final int LABEL = 3;
  static final int LABEL_SQUARE = 4;
  static final int LABEL_SQUARE_REST = 5; // what rounding takes off the square

  private final boolean counts;
  private final Integer weight;

  /**
   * @param counts whether labels are counts, which are not negative
   * @param weight the column's place, or null
   */
  ErrorReading(boolean counts, Integer weight) {
    this.counts = counts;
    this.weight = weight;
  }

  boolean counts() {
    return counts;
  }

  @Override
  public Reason read(Row row, Point point) {
    if (row.isNullAt(EvaluatedColumns.LABEL)
        || Double.isNaN(row.getDouble(EvaluatedColumns.LABEL))) {
      return Reason.LABEL_MISSING;
    }
    double label = row.getDouble(EvaluatedColumns.LABEL);
    if (Double.isInfinite(label) || (counts && label < 0)) {
      return Reason.LABEL_UNKNOWN;
    }
    if (row.isNullAt(EvaluatedColumns.PREDICTION)
        || !Double.isFinite(row.getDouble(EvaluatedColumns.PREDICTION))) {
      return Reason.PREDICTION_MISSING;
    }
    point.weight = Reading.weight(row, weight);
    if (!Reading.isWeight(point.weight)) {
      return Reason.WEIGHT_INVALID;
    }
    double prediction = row.getDouble(EvaluatedColumns.PREDICTION);
    point.first = Point.ordered(label);
    point.second = Point.ordered(label - prediction);
    point.third = counts ? Point.ordered(deviance(label, prediction)) : 0;
    return null;
  }

  private static double deviance(double label, double mean) {
    double logarithm = label == 0 ? 0 : label * StrictMath.log(label / mean);
    return 2 * (logarithm - (label - mean));
  }

  @Override
  public int statistics() {
    return 6;
  }

  @Override
  public void statistics(Point point, double[] into) {
    double label = Point.number(point.first);
    double error = Point.number(point.second);
    into[SQUARE] = error * error;
    into[ABSOLUTE] = Math.abs(error);
    into[DEVIANCE] = counts ? Point.number(point.third) : 0;
    into[LABEL] = label;
    into[LABEL_SQUARE] = label * label;
    into[LABEL_SQUARE_REST] =
        Double.isFinite(label * label) ? Math.fma(label, label, -(label * label)) : 0;
  }

  @Override
  public void scores(Row row, Point point, double[] into, int first) {
    double prediction = row.getDouble(EvaluatedColumns.PREDICTION);
    double error = Point.number(point.second);
    into[first + HoldoutRow.PREDICTION] = prediction;
    into[first + HoldoutRow.LOSS] = error * error;
    into[first + HoldoutRow.SECOND_LOSS] = Math.abs(error);
    into[first + HoldoutRow.SCORE] = prediction;
  }
}
