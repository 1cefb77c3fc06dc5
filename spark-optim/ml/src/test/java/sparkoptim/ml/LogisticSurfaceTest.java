// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.spark.ml.classification.BinaryLogisticRegressionTrainingSummary;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.shared.HasAggregationDepth;
import org.apache.spark.ml.param.shared.HasElasticNetParam;
import org.apache.spark.ml.param.shared.HasFitIntercept;
import org.apache.spark.ml.param.shared.HasMaxBlockSizeInMB;
import org.apache.spark.ml.param.shared.HasMaxIter;
import org.apache.spark.ml.param.shared.HasRegParam;
import org.apache.spark.ml.param.shared.HasStandardization;
import org.apache.spark.ml.param.shared.HasThreshold;
import org.apache.spark.ml.param.shared.HasTol;
import org.apache.spark.ml.param.shared.HasWeightCol;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What MLlib's logistic regression has beside its numbers. */
class LogisticSurfaceTest {
  /** Sums in another order. */
  private static final double SUMS = 1e-9;

  private static Dataset<Row> data(int classes) {
    return LocalSession.data(LocalSession.rows(200, classes, 21));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void calibration_ofProbabilities_isWhatRowsSay(int classes) {
    var stage = new LogisticRegression().setRegParam(0.01).setWeightCol("weight");
    LogisticRegressionTrainingSummary summary = stage.fit(data(classes)).summary();
    double[][] sums = new double[10][4];
    for (Row row : summary.predictions().collectAsList()) {
      double[] probabilities = row.<Vector>getAs("probability").toArray();
      double label = row.getAs("label");
      double prediction = row.getAs("prediction");
      double p = classes == 2 ? probabilities[1] : probabilities[(int) prediction];
      double[] bin = sums[Math.min(9, (int) (10 * p))];
      double weight = row.getAs("weight");
      bin[0]++;
      bin[1] += weight;
      bin[2] += weight * p;
      bin[3] += (classes == 2 ? label == 1 : label == prediction) ? weight : 0;
    }
    double error = 0;
    double total = 0;
    int place = 0;
    List<Row> bins = summary.calibration().collectAsList();
    for (int bin = 0; bin < 10; bin++) {
      if (sums[bin][0] == 0) {
        continue;
      }
      Row row = bins.get(place++);
      assertThat(row.getDouble(0)).isEqualTo(bin / 10.0);
      assertThat(row.getLong(2)).isEqualTo((long) sums[bin][0]);
      assertThat(row.getDouble(3)).isCloseTo(sums[bin][1], within(SUMS));
      assertThat(row.getDouble(4)).isCloseTo(sums[bin][2] / sums[bin][1], within(SUMS));
      assertThat(row.getDouble(5)).isCloseTo(sums[bin][3] / sums[bin][1], within(SUMS));
      error += Math.abs(sums[bin][2] - sums[bin][3]);
      total += sums[bin][1];
    }
    assertThat(bins).hasSize(place);
    assertThat(summary.calibrationError()).isCloseTo(error / total, within(SUMS));
    var silent = stage.setProbabilityCol("").fit(data(classes)).summary();
    assertThat(silent.calibrationError()).isCloseTo(error / total, within(SUMS));
  }

  /** Elastic net, converged: MLlib's coefficients, with its zeros. */
  @ParameterizedTest
  @CsvSource({"2, 0.8, true", "2, 1, false", "3, 0.7, true"})
  void fit_elasticNet_equalsMLlib(int classes, double part, boolean standardization) {
    LogisticRegressionModel ours =
        new LogisticRegression()
            .setRegParam(0.05)
            .setElasticNetParam(part)
            .setStandardization(standardization)
            .setMaxIter(3000)
            .setTol(1e-12)
            .fit(data(classes));
    var theirs =
        new org.apache.spark.ml.classification.LogisticRegression()
            .setRegParam(0.05)
            .setElasticNetParam(part)
            .setStandardization(standardization)
            .setMaxIter(2000)
            .setTol(1e-14)
            .fit(data(classes));
    double[] found = ours.coefficientMatrix().toArray();
    double[] expected = theirs.coefficientMatrix().toArray();
    int zeros = 0;
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-4));
      assertThat(found[i] == 0).isEqualTo(expected[i] == 0);
      zeros += found[i] == 0 ? 1 : 0;
    }
    assertThat(zeros).isBetween(found.length / 5 + 1, found.length - 1);
    assertThat(ours.interceptVector().apply(0))
        .isCloseTo(theirs.interceptVector().apply(0), within(1e-3));
  }

  @Test
  void traits_ofMLlib_areThere() {
    LogisticRegressionModel model = new LogisticRegression().setMaxIter(3).fit(data(2));
    for (Params owner : List.of(new LogisticRegression(), model)) {
      assertThat(owner)
          .isInstanceOf(HasMaxIter.class)
          .isInstanceOf(HasRegParam.class)
          .isInstanceOf(HasTol.class)
          .isInstanceOf(HasFitIntercept.class)
          .isInstanceOf(HasStandardization.class)
          .isInstanceOf(HasThreshold.class)
          .isInstanceOf(HasElasticNetParam.class)
          .isInstanceOf(HasAggregationDepth.class)
          .isInstanceOf(HasMaxBlockSizeInMB.class)
          .isInstanceOf(HasWeightCol.class);
      assertThat(((HasMaxIter) owner).maxIter()).isSameAs(owner.getParam("maxIter"));
    }
    assertThat(((HasMaxIter) model).getMaxIter()).isEqualTo(3);
  }

  /** Every method of MLlib's estimator and model but what is listed with its reason. */
  @Test
  void methods_ofMLlib_areThere() {
    List<String> internal = List.of("usingBoundConstrainedOptimization", "trainingSummary");
    SurfaceOfMLlib.assertHas(
        LogisticRegression.class,
        org.apache.spark.ml.classification.LogisticRegression.class,
        List.of(),
        internal);
    SurfaceOfMLlib.assertHas(
        LogisticRegressionModel.class,
        org.apache.spark.ml.classification.LogisticRegressionModel.class,
        List.of(),
        internal);
  }

  @Test
  void thresholds_followTheThreshold_andHaveToAgree() {
    LogisticRegression stage = new LogisticRegression().setThreshold(0.3);
    assertThat(stage.getThresholds()).containsExactly(0.7, 0.3);
    LogisticRegressionModel model = stage.setMaxIter(3).fit(data(2));
    assertThat(model.getThresholds()).containsExactly(0.7, 0.3);
    assertThat(model.setThresholds(new double[] {0.4, 0.6}).getThreshold())
        .isCloseTo(0.6, within(1e-15));
    ParamMap both =
        new ParamMap().put(stage.thresholds(), new double[] {0.3, 0.7}).put(stage.threshold(), 0.1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(data(2), both))
        .withMessageContaining("threshold is 0.1 but thresholds 0.3, 0.7 mean 0.7");
    assertThatThrownBy(() -> new LogisticRegression().getThresholds())
        .isInstanceOf(java.util.NoSuchElementException.class);
  }

  @Test
  void toString_ofTheModel_isMLlibs() {
    assertThat(new LogisticRegression("u").setMaxIter(2).fit(data(2)))
        .hasToString("LogisticRegressionModel: uid=u, numClasses=2, numFeatures=5");
  }

  @Test
  void summary_figures_areMLlibs() {
    LogisticRegressionModel model =
        new LogisticRegression().setWeightCol("weight").setThreshold(0.4).fit(data(2));
    BinaryLogisticRegressionTrainingSummary summary = model.binarySummary();
    var theirs = model.toMLlib();
    var expected = theirs.evaluate(data(2)).asBinary();
    assertThat(summary.accuracy()).isCloseTo(expected.accuracy(), within(SUMS)).isLessThan(1);
    assertThat(summary.areaUnderROC()).isCloseTo(expected.areaUnderROC(), within(SUMS));
    assertThat(summary.weightedFMeasure()).isCloseTo(expected.weightedFMeasure(), within(SUMS));
    assertThat(summary.labels()).containsExactly(0, 1);
    assertThat(summary.precisionByLabel()).containsExactly(expected.precisionByLabel());
    assertThat(summary.recallByLabel()).containsExactly(expected.recallByLabel());
    assertThat(summary.roc().collectAsList()).isEqualTo(expected.roc().collectAsList());
    assertThat(summary.pr().collectAsList()).isEqualTo(expected.pr().collectAsList());
    assertThat(summary.predictions().count()).isEqualTo(200);
    assertThat(summary.weightCol()).isEqualTo("weight");
    assertThat(summary.scoreCol()).isEqualTo("probability");
    assertThat(summary.asBinary()).isSameAs(summary);
    double[] history = summary.objectiveHistory();
    assertThat(summary.totalIterations()).isEqualTo(history.length - 1);
    assertThat(history[history.length - 1]).isEqualTo(model.summary().objective());
  }

  /** Predictions are those at the time of the fit. */
  @Test
  void summary_threshold_isThatOfTheFit() {
    LogisticRegressionModel model = new LogisticRegression().fit(data(2));
    double ones = model.transform(data(2)).where("prediction = 1").count();
    model.setThreshold(1);
    assertThat(model.summary().predictions().where("prediction = 1").count())
        .isEqualTo((long) ones);
    assertThat(model.evaluate(data(2)).predictions().where("prediction = 1").count()).isZero();
  }

  @Test
  void summary_withoutColumns_hasItsOwn() {
    LogisticRegressionModel model =
        new LogisticRegression().setProbabilityCol("").setPredictionCol("").fit(data(2));
    assertThat(model.binarySummary().areaUnderROC()).isBetween(0.5, 1.0);
    assertThat(model.summary().accuracy()).isBetween(0.5, 1.0);
    assertThat(model.transform(data(2)).columns()).doesNotContain("probability", "prediction");
  }

  @Test
  void summary_ofThreeClasses_hasNoRoc() {
    LogisticRegressionModel model = new LogisticRegression().fit(data(3));
    assertThat(model.summary().truePositiveRateByLabel()).hasSize(3);
    assertThat(model.evaluate(data(3)).accuracy()).isEqualTo(model.summary().accuracy());
    assertThatThrownBy(model::binarySummary).hasMessageContaining("this one has 3");
  }

  @Test
  void evaluate_otherRows_countsThem() {
    LogisticRegressionModel model = new LogisticRegression().fit(data(2));
    var other = LocalSession.data(LocalSession.rows(77, 2, 5));
    assertThat(model.evaluate(other).predictions().count()).isEqualTo(77);
    assertThat(model.evaluate(other))
        .isInstanceOf(org.apache.spark.ml.classification.BinaryLogisticRegressionSummary.class);
  }
}
