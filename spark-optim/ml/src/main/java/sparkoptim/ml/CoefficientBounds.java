// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import sparkoptim.core.Bounds;
import sparkoptim.core.PlainText;
import sparkoptim.core.linear.Scaling;

/**
 * Bounds of a logistic model in raw features: as its {@link LinearWeights}, row by row, then the
 * intercepts.
 *
 * @param coefficients of all rows
 * @param intercepts one per row
 */
record CoefficientBounds(Bounds coefficients, Bounds intercepts) {

  /**
   * Returns the bounds that a stage's params set; null where they bound nothing.
   *
   * @param rows of coefficients that the model has
   * @throws IllegalArgumentException if they are of another size, or a lower one is above the upper
   */
  static CoefficientBounds of(LogisticParams stage, int rows, int features) {
    Bounds coefficients =
        new Bounds(
            values(stage, stage.lowerBoundsOnCoefficients(), rows, features, -1),
            values(stage, stage.upperBoundsOnCoefficients(), rows, features, 1));
    Bounds intercepts =
        new Bounds(
            values(stage, stage.lowerBoundsOnIntercepts(), rows, -1),
            values(stage, stage.upperBoundsOnIntercepts(), rows, 1));
    return infinite(coefficients) && infinite(intercepts)
        ? null
        : new CoefficientBounds(coefficients, intercepts);
  }

  private static double[] values(
      LogisticParams stage, Param<Matrix> param, int rows, int features, int side) {
    if (!stage.isSet(param)) {
      return unbounded(rows * features, side);
    }
    Matrix matrix = stage.getOrDefault(param);
    if (matrix.numRows() != rows || matrix.numCols() != features) {
      throw new IllegalArgumentException(
          PlainText.of(
              "%s must have %d rows and %d columns, as the coefficients have, was %d x %d",
              param.name(), rows, features, matrix.numRows(), matrix.numCols()));
    }
    return LinearWeights.rowMajor(matrix);
  }

  private static double[] values(LogisticParams stage, Param<Vector> param, int rows, int side) {
    if (!stage.isSet(param)) {
      return unbounded(rows, side);
    }
    Vector vector = stage.getOrDefault(param);
    if (vector.size() != rows) {
      throw new IllegalArgumentException(
          PlainText.of(
              "%s must have %d values, as there are intercepts, was %d",
              param.name(), rows, vector.size()));
    }
    return vector.toArray();
  }

  private static double[] unbounded(int size, int side) {
    double[] values = new double[size];
    Arrays.fill(values, side * Double.POSITIVE_INFINITY);
    return values;
  }

  private static boolean infinite(Bounds bounds) {
    return Arrays.stream(bounds.lower()).allMatch(Double::isInfinite)
        && Arrays.stream(bounds.upper()).allMatch(Double::isInfinite);
  }

  /** Returns whether an intercept is bounded: columns then keep their zero. */
  boolean onIntercepts() {
    return !infinite(intercepts);
  }

  /** Returns the bounds of the classes that have rows. */
  CoefficientBounds of(PresentClasses present) {
    return present.all()
        ? this
        : new CoefficientBounds(
            new Bounds(present.rowsOf(coefficients.lower()), present.rowsOf(coefficients.upper())),
            new Bounds(present.rowsOf(intercepts.lower()), present.rowsOf(intercepts.upper())));
  }

  /** Returns the bounds of a point in the working scale. */
  Bounds ofPoint(Scaling scaling, boolean intercept) {
    return scaling.bounds(coefficients, intercepts, intercept);
  }

  /** Moves a model's numbers, which are rounded, within the bounds. */
  void apply(double[] fittedCoefficients, double[] fittedIntercepts) {
    for (int i = 0; i < fittedCoefficients.length; i++) {
      if (fittedCoefficients[i] != 0) { // as those of columns without variance are, whatever bounds
        fittedCoefficients[i] = coefficients.nearest(i, fittedCoefficients[i]);
      }
    }
    intercepts.apply(fittedIntercepts);
  }

  /**
   * Moves values that are determined up to one shift of all: as near to mean 0 as their bounds let
   * them.
   *
   * @param bounds of the values, which are within them
   * @param from first value, and {@code stride} to the next
   */
  static void center(double[] values, Bounds bounds, int from, int stride) {
    double sum = 0;
    int count = 0;
    double least = Double.NEGATIVE_INFINITY;
    double most = Double.POSITIVE_INFINITY;
    for (int i = from; i < values.length; i += stride) {
      sum += values[i];
      count++;
      if (bounds != null) {
        least = Math.max(least, bounds.lower()[i] - values[i]);
        most = Math.min(most, bounds.upper()[i] - values[i]);
      }
    }
    double shift = Math.min(Math.max(-sum / count, least), most);
    for (int i = from; i < values.length; i += stride) {
      values[i] = bounds == null ? values[i] + shift : bounds.nearest(i, values[i] + shift);
    }
  }
}
