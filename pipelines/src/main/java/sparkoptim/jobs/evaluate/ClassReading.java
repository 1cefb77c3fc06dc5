// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * Rows of a classifier. The kind is the pair of label and predicted class, of more than 100 classes
 * whether they are equal. Numbers of two classes: the score of class 1; of more: the probability of
 * the label, the row's Brier score, and the probability of the predicted class.
 */
final class ClassReading implements Reading {
  private static final long serialVersionUID = 1L;
  private static final double SMALLEST_PROBABILITY = 1e-15;
  private static final int MOST_IN_TABLE = 100;
  static final int LOG_LOSS = 0;
  static final int BRIER = 1;

  private final int classes;
  private final Integer probability;
  private final Integer raw;
  private final Integer weight;

  /**
   * @param probability the column's place; null where there is none, as for the others
   */
  ClassReading(int classes, Integer probability, Integer raw, Integer weight) {
    this.classes = classes;
    this.probability = probability;
    this.raw = raw;
    this.weight = weight;
  }

  int classes() {
    return classes;
  }

  boolean hasProbability() {
    return probability != null;
  }

  /** Returns whether rows have an order by how much they look like class 1. */
  boolean isRanked() {
    return classes == 2 && (probability != null || raw != null);
  }

  @Override
  public Reason read(Row row, Point point) {
    if (row.isNullAt(EvaluatedColumns.LABEL)
        || Double.isNaN(row.getDouble(EvaluatedColumns.LABEL))) {
      return Reason.LABEL_MISSING;
    }
    double label = row.getDouble(EvaluatedColumns.LABEL);
    if (!isClass(label)) {
      return Reason.LABEL_UNKNOWN;
    }
    if (row.isNullAt(EvaluatedColumns.PREDICTION)
        || !isClass(row.getDouble(EvaluatedColumns.PREDICTION))) {
      return Reason.PREDICTION_MISSING;
    }
    point.weight = Reading.weight(row, weight);
    if (!Reading.isWeight(point.weight)) {
      return Reason.WEIGHT_INVALID;
    }
    int prediction = (int) row.getDouble(EvaluatedColumns.PREDICTION);
    point.kind = kind((int) label, prediction);
    return scores(row, (int) label, prediction, point) ? null : Reason.PREDICTION_MISSING;
  }

  /** Returns whether there are figures of each class. */
  boolean hasTable() {
    return classes <= MOST_IN_TABLE;
  }

  long kind(int label, int prediction) {
    if (hasTable()) {
      return (long) label * classes + prediction;
    }
    return label == prediction ? 1 : 0;
  }

  /** Returns whether label and prediction of a kind are equal. */
  boolean isRight(long kind) {
    return hasTable() ? kind / classes == kind % classes : kind == 1;
  }

  /** Returns whether a kind, of two classes, has label 1. */
  boolean isOne(long kind) {
    return kind / classes == 1;
  }

  private boolean isClass(double value) {
    return value >= 0 && value < classes && value == Math.rint(value);
  }

  private boolean scores(Row row, int label, int prediction, Point point) {
    Vector raws = raw == null ? null : row.getAs(raw);
    Vector probabilities = probability == null ? null : row.getAs(probability);
    if (!isNumbers(raw, raws) || !isNumbers(probability, probabilities)) {
      return false;
    }
    if (classes == 2) {
      point.first =
          probabilities != null
              ? Point.orderedProbability(probabilities.apply(1))
              : raws != null ? Point.ordered(raws.apply(1)) : 0;
    } else if (probabilities != null) {
      point.first = Point.orderedProbability(probabilities.apply(label));
      point.second = Point.ordered(brier(probabilities, label));
      point.third = Point.orderedProbability(probabilities.apply(prediction));
    }
    return true;
  }

  /** A NaN among the features makes NaN here, where the prediction may still be a class. */
  private boolean isNumbers(Integer column, Vector values) {
    if (column == null) {
      return true;
    }
    if (values == null || values.size() != classes) {
      return false;
    }
    for (int i = 0; i < classes; i++) {
      if (Double.isNaN(values.apply(i))) {
        return false;
      }
    }
    return true;
  }

  private double brier(Vector probabilities, int label) {
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      double error = probabilities.apply(i) - (i == label ? 1 : 0);
      sum += error * error;
    }
    return sum;
  }

  @Override
  public int statistics() {
    return probability == null ? 0 : 2;
  }

  @Override
  public void statistics(Point point, double[] into) {
    if (probability == null) {
      return;
    }
    double p = Point.probability(point.first);
    boolean isOne = classes == 2 && isOne(point.kind);
    double ofLabel = classes != 2 || isOne ? p : 1 - p;
    double error = isOne ? 1 - p : p;
    into[LOG_LOSS] = -StrictMath.log(Math.max(ofLabel, SMALLEST_PROBABILITY));
    into[BRIER] = classes == 2 ? error * error : Point.number(point.second);
  }

  @Override
  public void scores(Row row, Point point, double[] into, int first) {
    into[first + HoldoutRow.PREDICTION] = row.getDouble(EvaluatedColumns.PREDICTION);
    if (probability != null) {
      double[] losses = new double[statistics()];
      statistics(point, losses);
      into[first + HoldoutRow.LOSS] = losses[LOG_LOSS];
      into[first + HoldoutRow.SECOND_LOSS] = losses[BRIER];
      into[first + HoldoutRow.SCORE] = Point.probability(classes == 2 ? point.first : point.third);
    }
  }
}
