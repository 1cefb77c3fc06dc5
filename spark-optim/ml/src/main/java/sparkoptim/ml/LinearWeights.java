// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import scala.runtime.BoxedUnit;
import sparkoptim.core.PlainText;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.serving.LinearKind;
import sparkoptim.core.serving.LinearNumbers;

/**
 * The numbers of a linear model in raw features: per output a row of coefficients, an intercept.
 */
public final class LinearWeights implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] coefficients;
  private final double[] intercepts;
  private final int features;
  private final String[] names;

  /**
   * Takes the numbers.
   *
   * @param coefficients row by row, one row per output
   * @param intercepts one per output
   */
  LinearWeights(double[] coefficients, double[] intercepts) {
    this(coefficients, intercepts, new String[0]);
  }

  private LinearWeights(double[] coefficients, double[] intercepts, String[] names) {
    this.coefficients = coefficients;
    this.intercepts = intercepts;
    this.names = names;
    features = coefficients.length / intercepts.length;
  }

  /**
   * Returns the same numbers of features with names.
   *
   * @param others one per feature; empty for none
   */
  LinearWeights named(String... others) {
    return new LinearWeights(coefficients, intercepts, others.clone());
  }

  /** Returns the names of the features; empty if they have none. */
  public String[] featureNames() {
    return names.clone();
  }

  /**
   * Returns the numbers for other features: by name where both have names, else by place. New
   * features have the coefficient 0.
   *
   * @throws IllegalArgumentException if without names there are fewer features
   */
  LinearWeights aligned(int width, String... others) {
    int[] from = new int[width];
    boolean byName = names.length > 0 && others.length > 0;
    if (!byName && width < features) {
      throw new IllegalArgumentException(
          PlainText.of(
              "the initial model has %d features, the rows have %d: without names they cannot be fewer",
              features, width));
    }
    Map<String, Integer> places = new HashMap<>();
    for (int j = 0; j < names.length; j++) {
      places.put(names[j], j);
    }
    for (int j = 0; j < width; j++) {
      from[j] = byName ? places.getOrDefault(others[j], -1) : j < features ? j : -1;
    }
    double[] aligned = new double[width * intercepts.length];
    for (int i = 0; i < aligned.length; i++) {
      int place = from[i % width];
      aligned[i] = place < 0 ? 0 : coefficients[i / width * features + place];
    }
    return new LinearWeights(aligned, intercepts.clone(), others);
  }

  /** Returns the coefficients row by row, not a copy. */
  double[] rows() {
    return coefficients;
  }

  /** Returns the intercepts, not a copy. */
  double[] constants() {
    return intercepts;
  }

  /** Takes the numbers of a model with one output. */
  static LinearWeights of(Vector coefficients, double intercept) {
    return new LinearWeights(coefficients.toArray(), new double[] {intercept});
  }

  /** Takes the numbers of a model with one output per row. */
  static LinearWeights of(Matrix coefficients, Vector intercepts) {
    if (coefficients.numRows() != intercepts.size()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "coefficientMatrix must have a row per intercept, has %d for %d",
              coefficients.numRows(), intercepts.size()));
    }
    return new LinearWeights(rowMajor(coefficients), intercepts.toArray());
  }

  /** Returns the values of a matrix row by row. */
  static double[] rowMajor(Matrix matrix) {
    double[] values = new double[matrix.numRows() * matrix.numCols()];
    matrix.foreachActive(
        (i, j, value) -> {
          values[(int) i * matrix.numCols() + (int) j] = (double) value;
          return BoxedUnit.UNIT;
        });
    return values;
  }

  /** Returns the numbers as programs without Spark take them. */
  LinearNumbers numbers(LinearKind kind, double... thresholds) {
    return new LinearNumbers(kind, features, coefficients.clone(), intercepts.clone(), thresholds);
  }

  /** Returns the number of features. */
  public int features() {
    return features;
  }

  /** Returns the number of outputs. */
  public int outputs() {
    return intercepts.length;
  }

  /** Returns a copy of the coefficients, one row per output, sparse where that is smaller. */
  public Matrix matrix() {
    return new DenseMatrix(intercepts.length, features, coefficients.clone(), true).compressed();
  }

  /** Returns a copy of the intercepts, one per output, sparse where that is smaller. */
  public Vector intercepts() {
    return Vectors.dense(intercepts.clone()).compressed();
  }

  /**
   * Returns a copy of the only row of coefficients, sparse where that is smaller; a {@link
   * org.apache.spark.SparkException} tells that there are several.
   */
  public Vector vector() {
    requireOne("coefficients", "coefficientMatrix");
    return Vectors.dense(coefficients.clone()).compressed();
  }

  /**
   * Returns the only intercept; a {@link org.apache.spark.SparkException} says that there are
   * several.
   */
  public double intercept() {
    requireOne("intercept", "interceptVector");
    return intercepts[0];
  }

  private void requireOne(String what, String instead) {
    if (intercepts.length != 1) {
      String message =
          "a multinomial model has one of %s per class: use %s instead".formatted(what, instead);
      throw SeveralOutputs.exception(message);
    }
  }

  /**
   * Returns the SHA-256 of the coefficients row by row, then the intercepts, as little-endian
   * doubles.
   */
  public String sha256() {
    return WeightsDigest.sha256(coefficients, intercepts);
  }

  /**
   * Returns the margin of an output: its coefficients times the features, plus its intercept.
   *
   * @param output from 0 on
   * @param column of the features, for the error
   * @throws IllegalArgumentException if the vector has another length
   */
  double margin(Vector vector, int output, String column) {
    if (vector.size() != features) {
      throw new IllegalArgumentException(
          PlainText.of(
              "column %s: the model has %d features, was a vector of length %d",
              column, features, vector.size()));
    }
    int start = output * features;
    double margin = intercepts[output];
    if (vector instanceof DenseVector dense) {
      double[] values = dense.values();
      for (int j = 0; j < features; j++) {
        margin += coefficients[start + j] * values[j];
      }
    } else {
      int[] indices = vector.toSparse().indices();
      double[] values = vector.toSparse().values();
      for (int i = 0; i < indices.length; i++) {
        margin += coefficients[start + indices[i]] * values[i];
      }
    }
    return margin;
  }

  /**
   * Checks that every number is finite.
   *
   * @param orInfinite whether intercepts may be infinite: a model of one class alone means it
   * @throws IllegalStateException naming one that is not
   */
  void requireNumbers(boolean orInfinite) {
    require("coefficient", coefficients, false);
    require("intercept", intercepts, orInfinite);
  }

  private static void require(String what, double[] values, boolean orInfinite) {
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i]) || (Double.isInfinite(values[i]) && !orInfinite)) {
        throw new IllegalStateException(
            PlainText.of("%s %d is %s, a model with it is not saved", what, i, values[i]));
      }
    }
  }
}
