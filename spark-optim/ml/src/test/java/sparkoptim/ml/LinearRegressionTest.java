// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearRegressionTest {
  private static final double COEFFICIENT = 1e-4;

  /** Labels far from 0 with noise, over columns of different spread. */
  private static Dataset<Row> data() {
    SplittableRandom random = new SplittableRandom(5);
    List<Row> rows = new ArrayList<>();
    for (Row row : LocalSession.rows(250, 2, 31)) {
      var x = row.<org.apache.spark.ml.linalg.Vector>getAs(1);
      double label =
          40 + 3 * x.apply(0) - 0.2 * x.apply(1) + 2 * x.apply(2) + random.nextDouble(-2, 2);
      rows.add(LocalSession.row(label, row.getDouble(2), x.toArray()));
    }
    return LocalSession.data(rows);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, true, true, false, auto",
    "0, 0, true, false, true, auto",
    "0.3, 0, true, true, true, auto",
    "0.3, 0, false, true, false, normal",
    "0.3, 0, true, false, false, auto",
    "0.3, 0.5, true, true, false, auto",
    "0.3, 0, true, true, true, l-bfgs",
    "0.3, 0, false, true, false, l-bfgs"
  })
  void fit_converged_equalsMLlib(
      double regParam,
      double part,
      boolean standardization,
      boolean intercept,
      boolean weights,
      String solver) {
    LinearRegression ours =
        new LinearRegression()
            .setRegParam(regParam)
            .setElasticNetParam(part)
            .setStandardization(standardization)
            .setFitIntercept(intercept)
            .setSolver(solver)
            .setMaxIter(5000)
            .setTol(1e-13);
    var theirs =
        new org.apache.spark.ml.regression.LinearRegression()
            .setRegParam(regParam)
            .setElasticNetParam(part)
            .setStandardization(standardization)
            .setFitIntercept(intercept)
            .setSolver(solver)
            .setMaxIter(3000)
            .setTol(1e-13);
    if (weights) {
      ours.setWeightCol("weight");
      theirs.setWeightCol("weight");
    }
    LinearRegressionModel model = ours.fit(data());
    var expected = theirs.fit(data());
    for (int j = 0; j < 5; j++) {
      assertThat(model.coefficients().apply(j))
          .as("coefficient %d", j)
          .isCloseTo(expected.coefficients().apply(j), within(COEFFICIENT));
    }
    assertThat(model.intercept()).isCloseTo(expected.intercept(), within(1e-3));
  }

  /** One row in ten is far off. */
  private static Dataset<Row> withOutliers() {
    return data()
        .withColumn("label", functions.expr("label + if(pmod(hash(features), 10) = 0, 200, 0)"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, true, true, 1.35",
    "0.5, true, true, 1.35",
    "0.5, false, false, 2",
    "0.1, true, true, 1.1"
  })
  void fit_huber_equalsMLlib(
      double regParam, boolean standardization, boolean intercept, double epsilon) {
    LinearRegressionModel ours =
        new LinearRegression()
            .setLoss("huber")
            .setEpsilon(epsilon)
            .setRegParam(regParam)
            .setStandardization(standardization)
            .setFitIntercept(intercept)
            .setWeightCol("weight")
            .setMaxIter(1000)
            .setTol(1e-12)
            .fit(withOutliers());
    var theirs =
        new org.apache.spark.ml.regression.LinearRegression()
            .setLoss("huber")
            .setEpsilon(epsilon)
            .setRegParam(regParam)
            .setStandardization(standardization)
            .setFitIntercept(intercept)
            .setWeightCol("weight")
            .setMaxIter(300)
            .setTol(1e-12)
            .fit(withOutliers());
    for (int j = 0; j < 5; j++) {
      assertThat(ours.coefficients().apply(j))
          .as("coefficient %d", j)
          .isCloseTo(theirs.coefficients().apply(j), within(1e-3));
    }
    assertThat(ours.scale()).isCloseTo(theirs.scale(), within(1e-4)).isGreaterThan(0.5);
    assertThat(ours.intercept()).isCloseTo(theirs.intercept(), within(1e-2));
    double[] history = theirs.summary().objectiveHistory();
    assertThat(ours.summary().objective()).isCloseTo(history[history.length - 1], within(1e-6));
  }

  @Test
  void fit_huberByDefault_takesAllItsTrainingsWithinMaxIter() {
    LinearRegressionModel model = new LinearRegression().setLoss("huber").fit(withOutliers());
    assertThat(model.summary().passes()).isLessThanOrEqualTo(100);
    assertThat(model.summary().stopReason()).isEqualTo("converged");
    assertThat(model.coefficients().apply(0)).isCloseTo(3, within(0.5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LinearRegression().setLoss("huber").setElasticNetParam(1).fit(data()))
        .withMessageContaining("elasticNetParam must be 0 with loss = huber");
  }

  @Test
  void fit_default_takesFewPasses() {
    TrainingSummary summary = new LinearRegression().fit(data()).summary();
    assertThat(summary.stopReason()).isEqualTo("converged");
    assertThat(summary.passes()).isLessThan(10);
  }

  @Test
  void summary_figures_areMLlibs() {
    LinearRegressionModel model = new LinearRegression().setWeightCol("weight").fit(data());
    var ours = model.summary();
    var theirs = model.toMLlib().evaluate(data());
    assertThat(ours.r2()).isCloseTo(theirs.r2(), within(1e-9)).isBetween(0.1, 1.0);
    assertThat(ours.r2adj()).isCloseTo(theirs.r2adj(), within(1e-9));
    assertThat(ours.meanAbsoluteError()).isCloseTo(theirs.meanAbsoluteError(), within(1e-9));
    assertThat(ours.meanSquaredError()).isCloseTo(theirs.meanSquaredError(), within(1e-9));
    assertThat(ours.rootMeanSquaredError()).isCloseTo(theirs.rootMeanSquaredError(), within(1e-9));
    assertThat(ours.explainedVariance()).isCloseTo(theirs.explainedVariance(), within(1e-9));
    for (int i = 0; i < 2; i++) {
      assertThat(ours.devianceResiduals()[i])
          .isCloseTo(theirs.devianceResiduals()[i], within(1e-9));
    }
    assertThat(ours.residuals().count()).isEqualTo(250);
    assertThat(ours.numInstances()).isEqualTo(250);
    assertThat(ours.degreesOfFreedom()).isEqualTo(244);
    assertThat(ours.objectiveHistory()).hasSize(ours.totalIterations() + 1);
    // least squares: the objective is half the mean square
    assertThat(ours.objective()).isCloseTo(ours.meanSquaredError() / 2, within(1e-9));
    assertThatThrownBy(ours::pValues).isInstanceOf(UnsupportedOperationException.class);
    assertThat(model.evaluate(data()).r2()).isCloseTo(ours.r2(), within(1e-9));
  }

  @Test
  void fit_oneLabelOnly_needsNoTraining() {
    Dataset<Row> same = data().withColumn("label", functions.lit(7.0));
    LinearRegressionModel model = new LinearRegression().setRegParam(0.1).fit(same);
    assertThat(model.intercept()).isEqualTo(7);
    assertThat(Vectors.norm(model.coefficients(), 2)).isZero();
    assertThat(model.summary().totalIterations()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LinearRegression().setFitIntercept(false).setRegParam(0.1).fit(same))
        .withMessageContaining("regParam must be 0");
  }

  @Test
  void methods_ofMLlib_areThere() {
    List<String> internal = List.of("trainingSummary", "findSummaryModelAndPredictionCol");
    SurfaceOfMLlib.assertHas(
        LinearRegression.class,
        org.apache.spark.ml.regression.LinearRegression.class,
        List.of(),
        internal);
    SurfaceOfMLlib.assertHas(
        LinearRegressionModel.class,
        org.apache.spark.ml.regression.LinearRegressionModel.class,
        List.of(),
        internal);
    SurfaceOfMLlib.assertHas(
        LinearRegressionTrainingSummary.class,
        org.apache.spark.ml.regression.LinearRegressionTrainingSummary.class,
        List.of(),
        List.of());
  }
}
