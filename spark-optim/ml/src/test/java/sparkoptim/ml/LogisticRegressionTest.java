// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogisticRegressionTest {
  /** Where constant steps without variance reduction end is noise of this size. */
  private static final double NEAR = 0.03;

  /** Both sides are converged closely; coefficients here are of order one. */
  private static final double COEFFICIENT = 1e-4;

  private static Dataset<Row> binary() {
    return LocalSession.data(LocalSession.rows(300, 2, 11));
  }

  private static Dataset<Row> threeClasses() {
    return LocalSession.data(LocalSession.rows(300, 3, 12));
  }

  private static LogisticRegression converging() {
    return new LogisticRegression().setRegParam(0.02).setTol(1e-14).setMaxIter(5000);
  }

  private static void assertClose(double[] ours, double[] theirs) {
    assertThat(ours).hasSameSizeAs(theirs);
    for (int i = 0; i < ours.length; i++) {
      assertThat(ours[i])
          .isCloseTo(theirs[i], within(COEFFICIENT * Math.max(1, Math.abs(theirs[i]))));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2,true,true,true", "2,true,false,false", "2,false,true,false", "2,false,false,true",
    "3,true,true,false", "3,true,false,true", "3,false,true,true", "3,false,false,false"
  })
  void fit_converged_equalsMLlib(
      int classes, boolean standardization, boolean intercept, boolean weights) {
    Dataset<Row> data = classes == 2 ? binary() : threeClasses();
    var ours = converging().setStandardization(standardization).setFitIntercept(intercept);
    var theirs =
        new org.apache.spark.ml.classification.LogisticRegression()
            .setRegParam(0.02)
            .setTol(1e-12)
            .setMaxIter(2000)
            .setStandardization(standardization)
            .setFitIntercept(intercept);
    if (weights) {
      ours.setWeightCol("weight");
      theirs.setWeightCol("weight");
    }
    LogisticRegressionModel model = ours.fit(data);
    var expected = theirs.fit(data);
    assertThat(model.summary().stopReason()).isEqualTo("converged");
    assertClose(model.coefficientMatrix().toArray(), expected.coefficientMatrix().toArray());
    assertClose(model.interceptVector().toArray(), expected.interceptVector().toArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auto",
        "svrg + local + bb",
        "svrg + sgd",
        "plain + local",
        "sgd(momentum=0.5)",
        "alpha-svrg(linear(0.75, 0)) + sgd + linear(0.2, 0)",
        "saga",
        "sarah + bb",
        "storm + sgd + power(1, 0.5)",
        "clip(l-svrg, norm=1) + spa + constant(0.5)",
        "step-tuned + power(0.5, 0.501)",
        "svrg + adamw(decay=0) + cosine(0.05)",
        "rmsprop",
        "adagrad + warmup(length=30, then=power(0.5, 0.1))",
        "schedule-free-sgd + ema(0.9)",
        "sgd(0.9) + taso(0.1) + two-point(20)"
      })
  void fit_anyMethod_comesNearTheOptimum(String method) {
    double best = converging().fit(binary()).summary().objective();
    TrainingSummary summary =
        new LogisticRegression()
            .setRegParam(0.02)
            .setOptimMethod(method)
            .setBatchSize(20)
            .setMaxIter(300)
            .fit(binary())
            .summary();
    assertThat(summary.objective()).isBetween(best - 1e-9, best + NEAR);
    assertThat(summary.passes()).isLessThanOrEqualTo(300);
  }

  @Test
  void fit_withoutLocalSteps_convergesOnMiniBatches() {
    TrainingSummary summary =
        converging().setLocalSteps(false).setBatchSize(16).fit(binary()).summary();
    assertThat(summary.stopReason()).isEqualTo("converged");
    assertThat(summary.optimMethod()).contains("svrg", "sgd", "bb(");
    assertThat(summary.steps()).isGreaterThan(300 / 16);
  }

  @Test
  void fit_sameSeed_givesTheSameBits_otherSeed_others() {
    LogisticRegression stage =
        new LogisticRegression().setMaxIter(4).setOptimMethod("svrg(every=2) + local");
    String first = stage.fit(binary()).weightsSha256();
    assertThat(stage.fit(binary()).weightsSha256()).isEqualTo(first).hasSize(64);
    assertThat(stage.setSeed(2).fit(binary()).weightsSha256()).isNotEqualTo(first);
  }

  @Test
  void fit_integerWeights_areRepeatedRows() {
    List<Row> repeated = new ArrayList<>();
    for (Row row : LocalSession.rows(300, 2, 11)) {
      for (int i = 0; i < row.getDouble(2); i++) {
        repeated.add(row);
      }
    }
    LogisticRegressionModel weighted =
        converging().setWeightCol("weight").setStandardization(false).fit(binary());
    LogisticRegressionModel plain =
        converging().setStandardization(false).fit(LocalSession.data(repeated));
    assertClose(weighted.coefficients().toArray(), plain.coefficients().toArray());
    assertThat(weighted.intercept()).isCloseTo(plain.intercept(), within(COEFFICIENT * 10));
  }

  @Test
  void fit_strongPenalty_leavesTheInterceptAlone() {
    LogisticRegressionModel model = converging().setRegParam(1e6).fit(binary());
    double ones = binary().where("label = 1").count();
    assertThat(model.intercept()).isCloseTo(Math.log(ones / (300 - ones)), within(1e-4));
    assertThat(Vectors.norm(model.coefficients(), 2)).isLessThan(1e-4);
  }

  @Test
  void fit_constantColumn_getsNoCoefficient() {
    double[] coefficients =
        converging().setRegParam(0).setMaxIter(50).fit(binary()).coefficients().toArray();
    assertThat(coefficients[4]).isZero();
    assertThat(coefficients[0]).isNotZero();
  }

  @Test
  void fit_oneLabelOnly_isCertain() {
    Dataset<Row> ones = binary().withColumn("label", functions.lit(1.0));
    LogisticRegressionModel model = new LogisticRegression().fit(ones);
    assertThat(model.intercept()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(model.transform(ones).where("prediction = 1").count()).isEqualTo(300);
    assertThat(model.summary().totalIterations()).isZero();
    assertThat(model.summary().objectiveHistory()).containsExactly(0);
    assertThat(model.summary().accuracy()).isEqualTo(1);
    Dataset<Row> zeros = binary().withColumn("label", functions.lit(0));
    assertThat(new LogisticRegression().fit(zeros).predict(Vectors.dense(1, 1, 1, 1, 1))).isZero();
    LogisticRegressionModel third =
        new LogisticRegression().fit(binary().withColumn("label", functions.lit(2.0)));
    assertThat(third.numClasses()).isEqualTo(3);
    assertThat(third.predict(Vectors.dense(1, 1, 1, 1, 1))).isEqualTo(2);
  }

  @Test
  void fit_noPasses_servesTheStart() {
    LogisticRegressionModel model = new LogisticRegression().setMaxIter(0).fit(binary());
    double ones = binary().where("label = 1").count() / 300.0;
    assertThat(Vectors.norm(model.coefficients(), 2)).isZero();
    double entropy = -ones * Math.log(ones) - (1 - ones) * Math.log(1 - ones);
    assertThat(model.summary().objective()).isCloseTo(entropy, within(1e-12));
    assertThat(model.summary().steps()).isZero();
  }

  @Test
  void family_multinomialOfTwo_predictsAsBinomial() {
    LogisticRegressionModel two = converging().setFamily("Multinomial").fit(binary());
    LogisticRegressionModel one = converging().setRegParam(0.04).fit(binary());
    assertThat(two.isMultinomial()).isTrue();
    assertThat(two.coefficientMatrix().numRows()).isEqualTo(2);
    assertThat(two.interceptVector().apply(0))
        .isCloseTo(-two.interceptVector().apply(1), within(1e-12));
    assertThatThrownBy(two::coefficients).hasMessageContaining("coefficientMatrix");
    Vector x = Vectors.dense(0.3, 24, -3, 0, 5);
    assertThat(two.predictProbability(x).apply(1))
        .isBetween(
            one.predictProbability(x).apply(1) - 0.2, one.predictProbability(x).apply(1) + 0.2);
  }

  @Test
  void family_binomialOfThree_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogisticRegression().setFamily("binomial").fit(threeClasses()))
        .withMessageContaining("column label has 3 classes");
  }

  @Test
  void fit_labelsWithMetadata_haveThatManyClasses() {
    var metadata =
        NominalAttribute.defaultAttr()
            .withName("label")
            .withValues(new String[] {"a", "b", "c", "d"})
            .toMetadata();
    Dataset<Row> four =
        threeClasses().withColumn("label", functions.col("label").as("label", metadata));
    LogisticRegressionModel model = new LogisticRegression().setMaxIter(4).fit(four);
    assertThat(model.numClasses()).isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LogisticRegression()
                    .fit(four.withColumn("label", functions.lit(9.0).as("label", metadata))))
        .withMessageContaining("column label: labels must be whole numbers from 0 to 3")
        .withMessageContaining("300 of 300 rows");
  }

  @Test
  void fit_badColumns_areNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogisticRegression().setWeightCol("w").fit(binary()))
        .withMessageContaining("w");
    Dataset<Row> negative = binary().withColumn("weight", functions.lit(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogisticRegression().setWeightCol("weight").fit(negative))
        .withMessageContaining("column weight: weights must be finite and >= 0; 300 of 300 rows");
    Dataset<Row> text = binary().withColumn("weight", functions.lit("heavy"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogisticRegression().setWeightCol("weight").fit(text))
        .withMessageContaining("weight");
  }

  @Test
  void set_badValues_areRefused() {
    LogisticRegression stage = new LogisticRegression();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setOptimMethod("alpha-svgr + local"))
        .withMessageContaining("alpha-svgr")
        .withMessageContaining("did you mean alpha-svrg");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setOptimMethod("plain + sgd + bb"))
        .withMessageContaining("bb needs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setLearningRate("fast"))
        .withMessageContaining("fast");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setLearningRate(-1))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException().isThrownBy(() -> stage.setMaxIter(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> stage.setRegParam(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setRegParam(Double.POSITIVE_INFINITY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setNumShards(3))
        .withMessageContaining("3");
    assertThatIllegalArgumentException().isThrownBy(() -> stage.setEngine("fastest"));
    assertThatIllegalArgumentException().isThrownBy(() -> stage.setFamily("poisson"));
    assertThatIllegalArgumentException().isThrownBy(() -> stage.setThreshold(1.5));
    assertThatIllegalArgumentException().isThrownBy(() -> stage.setBatchSize(0));
  }

  @Test
  void fit_learningRateBesideAStepSize_isRefused() {
    LogisticRegression stage =
        new LogisticRegression().setOptimMethod("sgd + constant(0.1)").setLearningRate(0.2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(binary()))
        .withMessageContaining("learningRate must be auto where optimMethod names a step size");
    TrainingSummary summary =
        new LogisticRegression()
            .setOptimMethod("sgd")
            .setLearningRate(0.25)
            .setMaxIter(1)
            .fit(binary())
            .summary();
    assertThat(summary.optimMethod()).contains("constant(value=0.25)");
  }

  @Test
  void fit_moreShardsThanRows_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogisticRegression().setNumShards(512).fit(binary()))
        .withMessageContaining("numShards must be at most the number of rows, 300, was 512");
  }

  @Test
  void summary_curve_fallsToTheObjective() {
    LogisticRegressionModel model = converging().fit(binary());
    Dataset<Row> curve = model.summary().curve();
    assertThat(curve.columns())
        .containsExactly(
            "step", "epoch", "passes", "objective", "gradientNorm", "stepSize", "seconds");
    List<Row> points = curve.orderBy("step").collectAsList();
    assertThat(points.get(points.size() - 1).getDouble(3)).isEqualTo(model.summary().objective());
    assertThat(points.get(0).getDouble(3)).isGreaterThan(model.summary().objective());
    assertThat(model.summary().rows()).isEqualTo(300);
    assertThat(model.summary().features()).isEqualTo(5);
    assertThat(model.summary().weightsSha256()).isEqualTo(model.weightsSha256());
    assertThat(model.summary().gradientNorm()).isLessThanOrEqualTo(1e-6);
  }

  @Test
  void summary_objective_isThatOfTheModel() {
    LogisticRegressionModel model = converging().setStandardization(false).fit(binary());
    double loss = 0;
    for (Row row : binary().collectAsList()) {
      double margin = model.coefficients().dot(row.getAs(1)) + model.intercept();
      loss += Math.log1p(Math.exp(row.getDouble(0) > 0 ? -margin : margin)) / 300;
    }
    double norm = Vectors.norm(model.coefficients(), 2);
    assertThat(model.summary().objective()).isCloseTo(loss + 0.01 * norm * norm, within(1e-12));
  }

  @Test
  void threshold_andThresholds_decideAsInMLlib() {
    LogisticRegressionModel model = converging().fit(binary());
    Vector x = Vectors.dense(0.1, 21, -3, 0, 5);
    double one = model.predictProbability(x).apply(1);
    assertThat(model.setThreshold(one - 1e-9).predict(x)).isEqualTo(1);
    assertThat(model.setThreshold(one + 1e-9).predict(x)).isZero();
    assertThat(model.setThreshold(0).predict(x)).isEqualTo(1);
    assertThat(model.setThreshold(1).predict(x)).isZero();
    model.setThresholds(new double[] {1 - one - 1e-6, one});
    assertThat(model.getThreshold()).isCloseTo(one, within(1e-5));
    assertThat(model.isSet(model.threshold())).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LogisticRegression().setThresholds(new double[] {0.2, 0.3, 0.5}).getThreshold())
        .withMessageContaining("thresholds has 3");
  }

  @Test
  void transform_columns_agreeWithEachOther() {
    LogisticRegressionModel model = converging().setThreshold(0.3).fit(binary());
    for (Row row : model.transform(binary()).collectAsList()) {
      Vector probability = row.getAs("probability");
      assertThat(probability.apply(0) + probability.apply(1)).isCloseTo(1, within(1e-15));
      assertThat(row.<Double>getAs("prediction")).isEqualTo(probability.apply(1) > 0.3 ? 1.0 : 0.0);
      assertThat(model.predict(row.getAs("features"))).isEqualTo(row.<Double>getAs("prediction"));
    }
    Dataset<Row> raw = model.setProbabilityCol("").transform(binary());
    Dataset<Row> bare = model.setRawPredictionCol("").transform(binary());
    assertThat(bare.select("prediction").collectAsList())
        .isEqualTo(raw.select("prediction").collectAsList());
  }

  @Test
  void predict_vectorOfAnotherLength_isRefused() {
    LogisticRegressionModel model = new LogisticRegression().setMaxIter(2).fit(binary());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.predict(Vectors.dense(1, 2)))
        .withMessageContaining("the model has 5 features, was a vector of length 2");
  }

  @Test
  void toMLlib_model_predictsTheSame() {
    for (Dataset<Row> data : List.of(binary(), threeClasses())) {
      LogisticRegressionModel model = converging().setProbabilityCol("p").fit(data);
      var theirs = model.toMLlib();
      Dataset<Row> ours = model.transform(data);
      List<Row> expected = theirs.transform(data).select("prediction", "p").collectAsList();
      List<Row> found = ours.select("prediction", "p").collectAsList();
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).getDouble(0)).isEqualTo(expected.get(i).getDouble(0));
        double[] p = found.get(i).<Vector>getAs(1).toArray();
        double[] q = expected.get(i).<Vector>getAs(1).toArray();
        for (int k = 0; k < p.length; k++) {
          assertThat(p[k]).isCloseTo(q[k], within(1e-12));
        }
      }
    }
  }

  @Test
  void fit_doublyStoredDataAndSparseVectors_giveTheSameBits() {
    List<Row> sparse =
        LocalSession.rows(300, 2, 11).stream()
            .map(
                row ->
                    org.apache.spark.sql.RowFactory.create(
                        row.get(0), row.<Vector>getAs(1).toSparse(), row.get(2)))
            .toList();
    LogisticRegression stage = new LogisticRegression().setMaxIter(6);
    assertThat(stage.fit(LocalSession.data(sparse)).weightsSha256())
        .isEqualTo(stage.fit(binary()).weightsSha256());
  }
}
