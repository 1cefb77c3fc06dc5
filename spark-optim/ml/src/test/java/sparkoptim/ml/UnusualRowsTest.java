// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.core.data.ColumnRanges;

/** Rows that are right, and unlike most. */
final class UnusualRowsTest {
  private static final Vector POINT = Vectors.dense(0.3, 18, -3, 0.5, 5);

  /** Other labels are other rows, which are visited in another order: objectives within 1e-12. */
  private static final double NEAR = 1e-5;

  private static LogisticRegression converging() {
    return new LogisticRegression().setRegParam(0.02).setTol(1e-12).setMaxIter(3000);
  }

  /** Labels 1 and 2 are the classes 0 and 1 by other names. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fit_classWithoutRows_isTheModelOfTheOthers(boolean intercept) {
    Dataset<Row> two = LocalSession.data(LocalSession.rows(300, 2, 11));
    Dataset<Row> shifted = two.withColumn("label", functions.col("label").plus(1));
    LogisticRegression estimator = converging().setFitIntercept(intercept).setFamily("multinomial");
    LogisticRegressionModel expected = estimator.fit(two);
    LogisticRegressionModel model = estimator.fit(shifted);
    assertThat(model.summary().stopReason()).isEqualTo("converged");
    assertThat(model.numClasses()).isEqualTo(3);
    double[] probability = probability(model);
    double[] wanted = probability(expected);
    assertThat(probability[0]).isZero();
    assertThat(probability[1]).isCloseTo(wanted[0], within(NEAR));
    assertThat(probability[2]).isCloseTo(wanted[1], within(NEAR));
    assertThat(model.coefficientMatrix().toArray()).doesNotContain(Double.NaN);
  }

  private static double[] probability(LogisticRegressionModel model) {
    return ((DenseVector) model.predictProbability(POINT)).values();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "0.1, true", "0, false", "0.1, false"})
  void fit_nothingVariesAndNoIntercept_isZeroAsInMLlib(double regParam, boolean standardization) {
    Dataset<Row> rows =
        LocalSession.data(
            List.of(
                LocalSession.row(0, 1, 1, 0),
                LocalSession.row(1, 1, 1, 0),
                LocalSession.row(1, 1, 1, 0)));
    LogisticRegressionModel model =
        new LogisticRegression()
            .setFitIntercept(false)
            .setRegParam(regParam)
            .setStandardization(standardization)
            .fit(rows);
    assertThat(model.coefficients().toArray()).containsExactly(0, 0);
    assertThat(model.intercept()).isZero();
    assertThat(model.summary().stopReason()).isEqualTo("converged");
  }

  @Test
  void fit_oneRowAndNoIntercept_isZero() {
    Dataset<Row> rows = LocalSession.data(List.of(LocalSession.row(1, 1, 2, 3)));
    LogisticRegressionModel model = new LogisticRegression().setFitIntercept(false).fit(rows);
    assertThat(model.coefficients().toArray()).containsExactly(0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "1, true, auto",
    "2, true, auto",
    "3, true, auto",
    "5, true, auto",
    "1, false, auto",
    "2, false, auto",
    "1, true, svrg + local",
    "1, true, plain + local",
    "1, true, sgd"
  })
  void maxIter_few_isNeverMorePasses(int maxIter, boolean local, String method) {
    TrainingSummary summary =
        new LogisticRegression()
            .setMaxIter(maxIter)
            .setLocalSteps(local)
            .setOptimMethod(method)
            .fit(LocalSession.data(LocalSession.rows(300, 2, 11)))
            .summary();
    assertThat(summary.passes()).isLessThanOrEqualTo(maxIter);
  }

  /** One pass of the default trains, although a snapshot alone would cost it. */
  @Test
  void maxIter_one_isOnePassThatLearns() {
    LogisticRegressionModel model =
        new LogisticRegression()
            .setMaxIter(1)
            .fit(LocalSession.data(LocalSession.rows(300, 2, 11)));
    assertThat(model.summary().passes()).isEqualTo(1);
    assertThat(model.coefficients().apply(0)).isPositive();
  }

  private static List<String> warnings(boolean intercept, double... column) {
    double[] values = new double[2 * column.length];
    for (int i = 0; i < column.length; i++) {
      values[2 * i] = i + 1;
      values[2 * i + 1] = column[i];
    }
    double[] labels = new double[column.length];
    Block block = new Block(0, 0, 2, labels, null, null, null, values);
    ColumnRanges ranges = new ColumnRanges(2);
    ranges.add(block);
    return ColumnWarnings.of(ranges, ColumnMoments.of(2, List.of(block)), intercept);
  }

  @Test
  void warnings_columnOfOnesWithoutIntercept_isNamed() {
    assertThat(warnings(false, 1, 1, 1))
        .singleElement()
        .asString()
        .contains("1 features (1) are constant", "fitIntercept = true");
    assertThat(warnings(true, 1, 1, 1)).isEmpty();
    assertThat(warnings(false, 1, 2, 1)).isEmpty();
  }

  @Test
  void warnings_varianceUnderflows_isNamed() {
    assertThat(warnings(true, 1e-200, 3e-200, 2e-200))
        .singleElement()
        .asString()
        .contains("1 features (1) get coefficient 0", "variance is 0 in double");
    assertThat(warnings(true, 1e-100, 3e-100, 2e-100)).isEmpty();
  }
}
