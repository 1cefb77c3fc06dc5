// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import sparkoptim.jobs.TestSession;
import sparkoptim.jobs.evaluate.HoldoutModel;
import sparkoptim.jobs.evaluate.HoldoutScores;
import sparkoptim.jobs.evaluate.ModelScores;

final class PairedComparisonTest {
  private static final double ROUNDING = 1e-12;

  @Test
  void difference_meanMetric_isThatOfTheRowsAndTheirStandardError() {
    Nights night = new Nights(1, 400);
    ModelScores mine = night.model(0.3, 0);
    ModelScores other = night.model(0.5, 0);
    HoldoutScores rows = night.rows(mine, other);
    var apart = new DescriptiveStatistics();
    IntStream.range(0, 400).forEach(i -> apart.addValue(mine.loss()[i] - other.loss()[i]));
    var comparison = new PairedComparison(rows, 0, 1, Nights.settings());
    IntervalEstimate bounds = comparison.difference(ComparedMetric.LOG_LOSS, comparison.all());
    assertThat(bounds.estimate()).isCloseTo(apart.getMean(), within(ROUNDING));
    double error = apart.getStandardDeviation() / Math.sqrt(400);
    assertThat(bounds.standardError()).isCloseTo(error, within(ROUNDING));
    assertThat(bounds.upper(0.975))
        .isCloseTo(apart.getMean() + 1.959963984540054 * error, within(ROUNDING));
  }

  @Test
  void difference_rowsOfAUnitTenTimes_hasTheSameInterval() {
    Nights night = new Nights(2, 500);
    ModelScores mine = night.model(0.3, 0);
    ModelScores other = night.model(0.5, 0);
    for (ComparedMetric metric :
        List.of(
            ComparedMetric.LOG_LOSS,
            ComparedMetric.AUC,
            ComparedMetric.F1,
            ComparedMetric.ACCURACY)) {
      IntervalEstimate once = difference(night.rows(mine, other), metric);
      IntervalEstimate often = difference(night.repeated(10, mine, other), metric);
      assertThat(often.estimate()).isCloseTo(once.estimate(), within(1e-9));
      assertThat(often.standardError() / once.standardError()).isBetween(0.98, 1.02);
    }
  }

  private static IntervalEstimate difference(HoldoutScores rows, ComparedMetric metric) {
    var comparison = new PairedComparison(rows, 0, 1, Nights.settings());
    return comparison.difference(metric, comparison.all());
  }

  /** DeLong, DeLong and Clarke-Pearson 1988: paired areas by placements. */
  @Test
  void difference_areaUnderTheCurve_agreesWithDeLong() {
    Nights night = new Nights(3, 1_500);
    ModelScores mine = night.model(0.4, 0);
    ModelScores other = night.model(0.8, 0);
    HoldoutScores rows = night.rows(mine, other);
    double[] labels = rows.labels();
    double[][] a = placements(rows.model(0).score(), labels);
    double[][] b = placements(rows.model(1).score(), labels);
    double error =
        Math.sqrt(variance(a[0], b[0]) / a[0].length + variance(a[1], b[1]) / a[1].length);
    IntervalEstimate bounds = difference(rows, ComparedMetric.AUC);
    double gap = Arrays.stream(b[0]).average().orElseThrow();
    gap -= Arrays.stream(a[0]).average().orElseThrow();
    assertThat(bounds.estimate()).isCloseTo(gap, within(1e-9));
    assertThat(bounds.standardError() / error).isBetween(0.95, 1.05);
  }

  private static double variance(double[] a, double[] b) {
    var apart = new DescriptiveStatistics();
    IntStream.range(0, a.length).forEach(i -> apart.addValue(a[i] - b[i]));
    return apart.getVariance();
  }

  /** Returns, for each row of a class, the share of rows of the other class on its right side. */
  private static double[][] placements(double[] scores, double[] labels) {
    int[] ones = IntStream.range(0, labels.length).filter(i -> labels[i] == 1).toArray();
    int[] zeros = IntStream.range(0, labels.length).filter(i -> labels[i] == 0).toArray();
    double[] ofOnes = new double[ones.length];
    double[] ofZeros = new double[zeros.length];
    for (int i = 0; i < ones.length; i++) {
      for (int j = 0; j < zeros.length; j++) {
        double order = Math.signum(scores[ones[i]] - scores[zeros[j]]) / 2 + 0.5;
        ofOnes[i] += order / zeros.length;
        ofZeros[j] += order / ones.length;
      }
    }
    return new double[][] {ofOnes, ofZeros};
  }

  @Test
  void scoredRows_anyPartitioning_areTheSameBits() {
    Dataset<Row> data = data();
    PipelineModel mine = classifier(data, 0.01);
    PipelineModel other = classifier(data, 1.0);
    List<String> seen = new ArrayList<>();
    for (int parts : new int[] {1, 7}) {
      Dataset<Row> dealt = data.repartition(parts, functions.rand(parts));
      HoldoutScores rows =
          HoldoutScores.of(
              dealt,
              List.of(HoldoutModel.of(mine), HoldoutModel.of(other)),
              functions.col("id"),
              List.of("g", "x > 0"),
              false);
      var comparison = new PairedComparison(rows, 0, 1, Nights.settings());
      List<GateVerdict> verdicts = new ArrayList<>();
      for (String gate :
          List.of(
              "better(auc)",
              "not-worse(logLoss, 0.01, slice = *)",
              "calibration(0.1)",
              "better-than-constant",
              "changed(0.3)",
              "at-least(f1, 0.5)")) {
        verdicts.addAll(GateText.parse(gate).judge(comparison));
      }
      assertThat(verdicts.stream().filter(v -> v.slice().startsWith("g = "))).hasSize(2);
      assertThat(verdicts.stream().filter(v -> v.slice().startsWith("x > 0 = "))).hasSize(2);
      seen.add(verdicts.toString());
    }
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
  }

  @Test
  void scoredRows_rowThatCannotBeMeasured_isCountedAndLeftOut() {
    Dataset<Row> data = data();
    PipelineModel model = classifier(data, 0.1);
    Dataset<Row> odd =
        data.withColumn(
            "label",
            functions.when(functions.col("id").equalTo(3), 7.0).otherwise(functions.col("label")));
    HoldoutScores rows =
        HoldoutScores.of(
            odd, List.of(HoldoutModel.of(model)), functions.col("id"), List.of(), false);
    assertThat(rows.size()).isEqualTo(599);
    assertThat(rows.leftOut()).isEqualTo(1);
  }

  @Test
  void scoredRows_regression_hasItsMetricsOnly() {
    Dataset<Row> data = data();
    var assembler = assembler();
    PipelineModel model =
        new Pipeline()
            .setStages(new PipelineStage[] {assembler, new LinearRegression().setLabelCol("x")})
            .fit(data);
    HoldoutScores rows =
        HoldoutScores.of(
            data,
            List.of(HoldoutModel.of(model), HoldoutModel.of(model)),
            functions.col("id"),
            List.of(),
            false);
    var comparison = new PairedComparison(rows, 0, 1, Nights.settings());
    IntervalEstimate none = comparison.difference(ComparedMetric.RMSE, comparison.all());
    assertThat(none.estimate()).isZero();
    assertThat(comparison.figure(ComparedMetric.R2, comparison.all()).estimate())
        .isGreaterThan(0.99);
    assertThatThrownBy(() -> GateText.parse("better(logLoss)").judge(comparison))
        .hasMessage("logLoss needs probabilities of classes, which these models do not give");
  }

  private static VectorAssembler assembler() {
    return new VectorAssembler().setInputCols(new String[] {"x", "g"}).setOutputCol("features");
  }

  private static PipelineModel classifier(Dataset<Row> data, double regParam) {
    return new Pipeline()
        .setStages(
            new PipelineStage[] {assembler(), new LogisticRegression().setRegParam(regParam)})
        .fit(data);
  }

  private static Dataset<Row> data() {
    return TestSession.get()
        .range(0, 600, 1, 2)
        .selectExpr(
            "id",
            "cast(hash(id) % 1000 as double) / 500 as x",
            "cast(id % 2 as double) as g",
            "case when hash(id) % 1000 + hash(id, 1) % 1500 > 0 then 1.0 else 0.0 end as label");
  }
}
