// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogisticBoundsTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static Dataset<Row> data(int classes) {
    return LocalSession.data(LocalSession.rows(300, classes, 7));
  }

  private static Matrix every(int rows, double... row) {
    double[] values = new double[rows * row.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[i % row.length];
    }
    return new DenseMatrix(rows, row.length, values, true);
  }

  /** Columns' scales differ by a hundred, and one is constant: its coefficient stays 0. */
  @ParameterizedTest
  @CsvSource({"2, 0.01, true", "2, 0, false", "3, 0.01, true"})
  void fit_withinBounds_isNotAboveMLlib(int classes, double regParam, boolean standardized) {
    int rows = classes == 2 ? 1 : classes;
    Matrix lower = every(rows, 0, -INF, -0.5, 0.2, 1);
    Matrix upper = every(rows, 1.5, 0, 0.5, INF, 2);
    double[] least = new double[rows];
    Arrays.fill(least, -0.5);
    var ours =
        new LogisticRegression()
            .setRegParam(regParam)
            .setStandardization(standardized)
            .setTol(1e-10)
            .setWeightCol("weight")
            .setLowerBoundsOnCoefficients(lower)
            .setUpperBoundsOnCoefficients(upper)
            .setLowerBoundsOnIntercepts(Vectors.dense(least))
            .fit(data(classes));
    var theirs =
        new org.apache.spark.ml.classification.LogisticRegression()
            .setRegParam(regParam)
            .setStandardization(standardized)
            .setTol(1e-12)
            .setMaxIter(300)
            .setWeightCol("weight")
            .setLowerBoundsOnCoefficients(lower)
            .setUpperBoundsOnCoefficients(upper)
            .setLowerBoundsOnIntercepts(Vectors.dense(least))
            .fit(data(classes));
    assertThat(ours.summary().stopReason()).isEqualTo("converged");
    double[] history = theirs.summary().objectiveHistory();
    assertThat(ours.summary().objective()).isLessThan(history[history.length - 1] + 1e-6);
    Matrix coefficients = ours.coefficientMatrix();
    for (int k = 0; k < rows; k++) {
      assertThat(coefficients.apply(k, 4)).isZero();
      assertThat(ours.interceptVector().apply(k)).isGreaterThanOrEqualTo(-0.5);
      for (int j = 0; j < 4; j++) {
        assertThat(coefficients.apply(k, j)).isBetween(lower.apply(k, j), upper.apply(k, j));
      }
    }
  }

  /** Intercepts of softmax have one shift in common: it brings them as near to mean 0 as it may. */
  @Test
  void fit_multinomialInterceptsAboveOne_beginAtOne() {
    LogisticRegression stage =
        new LogisticRegression().setRegParam(0.01).setLowerBoundsOnIntercepts(ones(3));
    Vector bounded = stage.fit(data(3)).interceptVector();
    Vector free = new LogisticRegression().setRegParam(0.01).fit(data(3)).interceptVector();
    assertThat(Arrays.stream(bounded.toArray()).min().orElseThrow()).isEqualTo(1);
    assertThat(Arrays.stream(free.toArray()).sum()).isCloseTo(0, within(1e-12));
    assertThat(bounded.apply(0) - bounded.apply(1))
        .isCloseTo(free.apply(0) - free.apply(1), within(1e-3));
  }

  private static Vector ones(int size) {
    double[] values = new double[size];
    Arrays.fill(values, 1);
    return Vectors.dense(values);
  }

  @Test
  void fit_oneLabelWithinBounds_goesToThem() {
    Dataset<Row> one = data(2).withColumn("label", functions.lit(1.0));
    LogisticRegressionModel model =
        new LogisticRegression()
            .setUpperBoundsOnIntercepts(Vectors.dense(2))
            .setUpperBoundsOnCoefficients(every(1, 0, 0, 0, 0, 0))
            .setLowerBoundsOnCoefficients(every(1, 0, 0, 0, 0, 0))
            .fit(one);
    assertThat(model.intercept()).isEqualTo(2);
    assertThat(model.coefficients().numNonzeros()).isZero();
  }

  @Test
  void fit_boundsThatDoNotFit_names() {
    refuses(
        new LogisticRegression().setLowerBoundsOnCoefficients(every(1, 0, 0)),
        "lowerBoundsOnCoefficients must have 1 rows and 5 columns, as the coefficients have, was 1"
            + " x 2");
    refuses(
        new LogisticRegression().setUpperBoundsOnIntercepts(ones(2)),
        "upperBoundsOnIntercepts must have 1 values, as there are intercepts, was 2");
    refuses(
        new LogisticRegression().setFitIntercept(false).setUpperBoundsOnIntercepts(ones(1)),
        "bounds on intercepts need fitIntercept = true");
    refuses(
        new LogisticRegression().setElasticNetParam(0.5).setUpperBoundsOnIntercepts(ones(1)),
        "elasticNetParam must be 0, was 0.5");
    refuses(
        new LogisticRegression()
            .setLowerBoundsOnIntercepts(ones(1))
            .setUpperBoundsOnIntercepts(Vectors.dense(0)),
        "were 1.0 and 0.0");
  }

  private static void refuses(LogisticRegression stage, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(data(2)))
        .withMessageContaining(message);
  }
}
