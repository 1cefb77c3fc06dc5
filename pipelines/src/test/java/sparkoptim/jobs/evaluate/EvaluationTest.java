// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import sparkoptim.jobs.JobException;
import sparkoptim.jobs.TestSession;
import sparkoptim.ml.PoissonRegression;

final class EvaluationTest {
  private static final double ROUNDING = 1e-12;
  private static final EvaluationSettings PLAIN = new EvaluationSettings(0, 0.95, 1, List.of());
  private static final EvaluationSettings WITH_INTERVALS =
      new EvaluationSettings(200, 0.95, 1, List.of());
  private static final StructType ROWS =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType());
  private static final StructType WEIGHTED = ROWS.add("w", DataTypes.DoubleType);

  @Test
  void of_classifier_hasAccuracyAndLossesOfTheLabel() {
    LogisticRegressionModel model = logistic(points(0, 1, 1, 0));
    Dataset<Row> rows = model.transform(points(0, 1, 0, 1));
    double loss = 0;
    double brier = 0;
    long right = 0;
    for (Row row : rows.select("label", "probability", "prediction").collectAsList()) {
      Vector probability = row.getAs(1);
      loss -= Math.log(probability.apply((int) row.getDouble(0))) / 4;
      brier += Math.pow(probability.apply(1) - row.getDouble(0), 2) / 4;
      right += row.getDouble(0) == row.getDouble(2) ? 1 : 0;
    }
    Evaluated evaluated = Evaluation.of(model, rows, PLAIN);
    assertThat(evaluated.values()).contains(entry("rows", 4L), entry("accuracy", right / 4.0));
    assertThat(evaluated.figures().get("logLoss")).isCloseTo(loss, within(ROUNDING));
    assertThat(evaluated.figures().get("brier")).isCloseTo(brier, within(ROUNDING));
    assertThat(evaluated.warnings()).isEmpty();
  }

  @Test
  void of_binaryClassifier_agreesWithSparksEvaluators() {
    LogisticRegressionModel model = logistic(noisy(300, 2));
    Dataset<Row> rows = model.transform(noisy(500, 2));
    Map<String, Double> figures = Evaluation.of(model, rows, PLAIN).figures();
    var area = new BinaryClassificationEvaluator().setNumBins(0);
    assertThat(figures.get("auc")).isCloseTo(area.evaluate(rows), within(ROUNDING));
    assertThat(figures.get("auc")).isBetween(0.6, 0.99); // not a special case
    assertThat(figures).containsKey("prAuc");
    agreesWithSpark(rows, figures);
  }

  @Test
  void of_threeClasses_agreesWithSparksEvaluators() {
    LogisticRegressionModel model = logistic(noisy(300, 3));
    Dataset<Row> rows = model.transform(noisy(500, 3));
    Evaluated evaluated = Evaluation.of(model, rows, PLAIN);
    agreesWithSpark(rows, evaluated.figures());
    assertThat(evaluated.figures()).doesNotContainKeys("auc", "prAuc");
    List<?> confusion = (List<?>) evaluated.values().get("confusion");
    double all = 0;
    for (Object line : confusion) {
      all += ((List<?>) line).stream().mapToDouble(cell -> ((Number) cell).doubleValue()).sum();
    }
    assertThat(confusion).hasSize(3);
    assertThat(all).isEqualTo(500);
  }

  private static void agreesWithSpark(Dataset<Row> rows, Map<String, Double> figures) {
    var names =
        Map.of(
            "accuracy", "accuracy",
            "logLoss", "logLoss",
            "weightedPrecision", "weightedPrecision",
            "weightedRecall", "weightedRecall",
            "f1", "weightedF1");
    names.forEach(
        (theirs, ours) -> {
          var evaluator = new MulticlassClassificationEvaluator().setMetricName(theirs);
          double expected = evaluator.evaluate(rows);
          assertThat(figures.get(ours)).as(ours).isCloseTo(expected, within(ROUNDING));
        });
  }

  @Test
  void ranking_withATie_hasAreasCountedByHand() {
    var ranking = new Ranking(0);
    int[][] scoresAndLabels = {{9, 1}, {8, 0}, {7, 1}, {6, 1}, {6, 0}};
    for (int[] row : scoresAndLabels) {
      ranking.add(row[0], row[1] == 1, new double[] {1});
    }
    assertThat(ranking.averagePrecision()[0])
        .isCloseTo((1 + 2 / 3.0 + 3 / 5.0) / 3, within(ROUNDING));
    // Of six pairs, 9 is above both of class 0, 7 above one, and 6 tied with one.
    assertThat(ranking.auc()[0]).isCloseTo((2 + 1 + 0.5) / 6, within(ROUNDING));
  }

  @Test
  void of_labelsThatAreNoClass_areLeftOutOfEveryFigure() {
    LogisticRegressionModel model = logistic(points(0, 1, 1, 0));
    Evaluated clean = Evaluation.of(model, model.transform(points(0, 1, 0)), WITH_INTERVALS);
    Dataset<Row> dirty =
        points(0, 1, 0)
            .union(points(7, -1, 0.5, Double.NaN, Double.POSITIVE_INFINITY))
            .union(points(1).withColumn("label", functions.lit(null).cast("double")));
    Evaluated evaluated = Evaluation.of(model, model.transform(dirty), WITH_INTERVALS);
    assertThat(evaluated.figures()).isEqualTo(clean.figures());
    assertThat(evaluated.values())
        .contains(entry("rows", 9L), entry("evaluatedRows", 3L))
        .containsEntry("leftOut", Map.of("labelMissing", 2L, "labelUnknown", 4L));
    assertThat(evaluated.warnings())
        .containsExactly(
            "2 of 9 rows left out of all figures: no label",
            "4 of 9 rows left out of all figures: a label that the model does not know");
  }

  @Test
  void of_nanAmongTheFeatures_isLeftOutAndTold() {
    Dataset<Row> rows = points(0, 1).union(rows(ROWS, List.of(row(1, Double.NaN))));
    for (Transformer model :
        List.<Transformer>of(
            logistic(points(0, 1, 1, 0)),
            new LinearSVC().setMaxIter(2).fit(points(0, 1, 1)),
            new LinearRegression().fit(points(0, 1, 3)))) {
      Evaluated evaluated = Evaluation.of(model, model.transform(rows), PLAIN);
      assertThat(evaluated.values()).containsEntry("leftOut", Map.of("predictionMissing", 1L));
      assertThat(evaluated.figures().values()).isNotEmpty().allMatch(Double::isFinite);
    }
  }

  @Test
  void of_nothingToMeasure_saysSo() {
    LogisticRegressionModel model = logistic(points(0, 1));
    Evaluated evaluated = Evaluation.of(model, model.transform(points(3, 4)), WITH_INTERVALS);
    assertThat(evaluated.figures()).isEmpty();
    assertThat(evaluated.warnings()).anyMatch(warning -> warning.contains("there are no figures"));
  }

  @Test
  void of_oneClassOnly_hasNoAreaAndSaysSo() {
    LogisticRegressionModel model = logistic(points(0, 1));
    Evaluated evaluated = Evaluation.of(model, model.transform(points(1, 1)), WITH_INTERVALS);
    assertThat(evaluated.figures()).doesNotContainKey("auc").containsKey("logLoss");
    assertThat(evaluated.warnings())
        .containsExactly("auc is left out: it needs rows of both classes");
    assertThat(Evaluation.of(model, model.transform(points(0, 0)), PLAIN).warnings())
        .containsExactly(
            "auc is left out: it needs rows of both classes",
            "prAuc is left out: it has no value for these rows");
  }

  @Test
  void of_classifierWithoutProbabilities_hasNoLoss() {
    Transformer model = new LinearSVC().setMaxIter(2).fit(points(0, 1, 1));
    assertThat(Evaluation.of(model, model.transform(points(0, 1)), PLAIN).figures())
        .containsKeys("accuracy", "auc")
        .doesNotContainKeys("logLoss", "brier");
    var several = new OneVsRest().setClassifier(new LogisticRegression().setMaxIter(1));
    Transformer oneVsRest = several.fit(noisy(60, 3));
    assertThat(Evaluation.of(oneVsRest, oneVsRest.transform(noisy(60, 3)), PLAIN).figures())
        .containsKeys("accuracy", "macroF1")
        .doesNotContainKeys("logLoss", "auc");
  }

  @Test
  void of_regression_hasItsErrors() {
    LinearRegressionModel model =
        new LinearRegression().setFitIntercept(false).setSolver("normal").fit(points(0, 2, 4));
    Map<String, Double> figures =
        Evaluation.of(model, model.transform(points(1, 2, 3)), PLAIN).figures();
    assertThat(figures).containsOnlyKeys("rmse", "mae", "r2"); // predicts 0, 2, 4
    assertThat(figures.get("rmse")).isCloseTo(Math.sqrt(2 / 3.0), within(ROUNDING));
    assertThat(figures.get("mae")).isCloseTo(2 / 3.0, within(ROUNDING));
    assertThat(figures.get("r2")).isCloseTo(0, within(ROUNDING));
  }

  @Test
  void of_labelsFarFromZero_haveTheSameR2() {
    LinearRegressionModel model = new LinearRegression().fit(points(1, 2, 4, 7));
    Dataset<Row> rows = model.transform(points(1, 3, 4, 6));
    double plain = Evaluation.of(model, rows, PLAIN).figures().get("r2");
    Dataset<Row> far =
        rows.withColumn("label", functions.expr("label + 1e12D"))
            .withColumn("prediction", functions.expr("prediction + 1e12D"));
    assertThat(Evaluation.of(model, far, PLAIN).figures().get("r2"))
        .isCloseTo(plain, within(1e-3)); // what adding 1e12 rounds away
  }

  @Test
  void of_equalLabels_haveNoR2AndItIsTold() {
    LinearRegressionModel model = new LinearRegression().fit(points(1, 2, 4, 7));
    Evaluated evaluated = Evaluation.of(model, model.transform(points(2, 2)), WITH_INTERVALS);
    assertThat(evaluated.figures()).containsOnlyKeys("rmse", "mae");
    assertThat(evaluated.warnings()).containsExactly("r2 is left out: all labels are equal");
  }

  @Test
  void of_hugeLabels_tellWhatHasNoValue() {
    LinearRegressionModel model = new LinearRegression().fit(points(1, 2, 4, 7));
    Evaluated evaluated = Evaluation.of(model, model.transform(points(1e200, 2)), WITH_INTERVALS);
    assertThat(evaluated.figures()).containsOnlyKeys("mae");
    assertThat(evaluated.warnings())
        .containsExactly(
            "rmse is left out: it is beyond the largest number",
            "r2 is left out: it has no value for these rows");
  }

  @Test
  void of_counts_haveTheirDeviance() {
    Transformer model = new PoissonRegression().fit(points(1, 2, 2, 5));
    Dataset<Row> rows = model.transform(points(0, 3, 2, -1));
    double deviance = 0;
    for (Row row : rows.where("label >= 0").select("label", "prediction").collectAsList()) {
      double y = row.getDouble(0);
      double logarithm = y == 0 ? 0 : y * Math.log(y / row.getDouble(1));
      deviance += 2 * (logarithm - y + row.getDouble(1)) / 3;
    }
    Evaluated evaluated = Evaluation.of(model, rows, PLAIN);
    assertThat(evaluated.figures().get("poissonDeviance")).isCloseTo(deviance, within(1e-10));
    assertThat(evaluated.values()).containsEntry("leftOut", Map.of("labelUnknown", 1L));
  }

  @Test
  void of_weights_countAsRows() {
    LogisticRegressionModel model = logistic(noisy(100, 2));
    Dataset<Row> rows = noisy(40, 2);
    Dataset<Row> thrice = rows.union(rows).union(rows);
    Dataset<Row> weighted = rows.withColumn("w", functions.lit(3.0));
    Map<String, Double> plain = Evaluation.of(model, model.transform(thrice), PLAIN).figures();
    model.set("weightCol", "w");
    Evaluated evaluated = Evaluation.of(model, model.transform(weighted), PLAIN);
    assertThat(evaluated.values()).contains(entry("rows", 40L), entry("weightCol", "w"));
    plain.forEach(
        (name, value) ->
            assertThat(evaluated.figures().get(name)).as(name).isCloseTo(value, within(ROUNDING)));
    assertThat(Evaluation.of(model, model.transform(rows), PLAIN).warnings())
        .containsExactly("there is no column w (weightCol): every row counts 1");
    var bad = List.of(weightedRow(1, 0.5, -1), weightedRow(0, 0.5, Double.NaN));
    Dataset<Row> withBad = model.transform(weighted.union(rows(WEIGHTED, bad)));
    assertThat(Evaluation.of(model, withBad, PLAIN).values())
        .containsEntry("leftOut", Map.of("weightInvalid", 2L));
  }

  @Test
  void of_anyPartitioning_hasTheSameBits() throws JsonProcessingException {
    LogisticRegressionModel model = logistic(noisy(300, 3));
    var settings = new EvaluationSettings(50, 0.9, 7, List.of("label"));
    Dataset<Row> rows = model.transform(noisy(400, 3)).cache();
    String once = json(Evaluation.of(model, rows.coalesce(1), settings));
    assertThat(json(Evaluation.of(model, rows.repartition(7), settings))).isEqualTo(once);
    assertThat(json(Evaluation.of(model, rows.orderBy("prediction").repartition(13), settings)))
        .isEqualTo(once);
    rows.unpersist();
  }

  @Test
  void of_copiesOfOneKey_areNoNewRows() throws JsonProcessingException {
    LogisticRegressionModel model = logistic(noisy(300, 2));
    Dataset<Row> rows =
        model.transform(noisy(200, 2)).withColumn("user", functions.monotonically_increasing_id());
    Dataset<Row> copies = rows.crossJoin(TestSession.get().range(10)).cache();
    var keyed = new EvaluationSettings(200, 0.95, 1, List.of(), Optional.of("user"));
    Evaluated once = Evaluation.of(model, rows, keyed);
    Evaluated tenTimes = Evaluation.of(model, copies, keyed);
    for (String figure : List.of("accuracy", "logLoss", "brier", "auc")) {
      double[] ofOne = ends(once, figure);
      assertThat(ends(tenTimes, figure)).as(figure).containsExactly(ofOne, within(ROUNDING));
      double[] ofRows = ends(Evaluation.of(model, copies, WITH_INTERVALS), figure);
      double shrunk = (ofRows[1] - ofRows[0]) / (ofOne[1] - ofOne[0]);
      assertThat(shrunk).as(figure).isCloseTo(Math.sqrt(0.1), within(0.1));
    }
    assertThat(json(Evaluation.of(model, copies.repartition(7), keyed))).isEqualTo(json(tenTimes));
    copies.unpersist();
  }

  private static double[] ends(Evaluated evaluated, String figure) {
    return (double[]) ((Map<?, ?>) evaluated.values().get("intervals")).get(figure);
  }

  @Test
  void checkKey_rowsWithoutOne_isRefusedWithTheirNumber() {
    Dataset<Row> rows = noisy(9, 2).withColumn("user", functions.expr("if(label = 0, null, 1)"));
    long without = rows.where("label = 0").count();
    var keyed = new EvaluationSettings(200, 0.95, 1, List.of(), Optional.of("user"));
    assertThatThrownBy(() -> Evaluation.checkKey(keyed, rows, "data.train"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("evaluate.key: " + without + " rows of data.train have no user");
  }

  private static String json(Evaluated evaluated) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(evaluated.values());
  }

  @Test
  void of_oneRow_hasNoWidth() {
    LogisticRegressionModel model = logistic(points(0, 1));
    Evaluated one = Evaluation.of(model, model.transform(points(0)), WITH_INTERVALS);
    Map<?, ?> intervals = (Map<?, ?>) one.values().get("intervals");
    intervals.forEach(
        (name, ends) -> {
          if (ends instanceof double[] pair) {
            assertThat(pair[1] - pair[0]).as("%s", name).isCloseTo(0, within(ROUNDING));
          }
        });
    Map<?, ?> second = (Map<?, ?>) ((List<?>) one.values().get("classes")).get(1);
    assertThat(second.get("recall")).isEqualTo(0.0); // no row has this class
    assertThat(second.get("intervals")).isNull();
  }

  @Test
  void of_slices_haveTheFiguresOfTheirRows() {
    LogisticRegressionModel model = logistic(noisy(200, 2));
    Dataset<Row> rows =
        model
            .transform(noisy(100, 2))
            .withColumn(
                "a.b", functions.expr("if(rand(1) < 0.3, null, if(rand(2) < 0.5, 'x', 'y'))"))
            .cache();
    var settings = new EvaluationSettings(0, 0.95, 1, List.of("a.b"));
    List<?> slices = (List<?>) Evaluation.of(model, rows, settings).values().get("slices");
    assertThat(slices)
        .extracting(slice -> (Object) ((Map<?, ?>) slice).get("value"))
        .containsExactly(null, "x", "y");
    Map<?, ?> ofX = (Map<?, ?>) slices.get(1);
    Evaluation.of(model, rows.where("`a.b` = 'x'"), PLAIN)
        .figures()
        .forEach((name, value) -> assertThat(ofX.get(name)).as(name).isEqualTo(value));
    rows.unpersist();
  }

  @Test
  void of_slicesByTooManyValues_areLeftOutAndTold() {
    LogisticRegressionModel model = logistic(noisy(200, 2));
    Dataset<Row> rows =
        model.transform(noisy(150, 2)).withColumn("id", functions.monotonically_increasing_id());
    var settings = new EvaluationSettings(0, 0.95, 1, List.of("id"));
    Evaluated evaluated = Evaluation.of(model, rows, settings);
    assertThat((List<?>) evaluated.values().get("slices")).isEmpty();
    assertThat(evaluated.warnings())
        .containsExactly("evaluate.by: id has more than 100 values, so there are no figures by it");
  }

  @Test
  void of_slicesByNoColumn_isRefusedWithTheNearest() {
    LogisticRegressionModel model = logistic(noisy(50, 2));
    var settings = new EvaluationSettings(0, 0.95, 1, List.of("lable"));
    assertThatThrownBy(() -> Evaluation.of(model, model.transform(noisy(9, 2)), settings))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("evaluate.by: the rows have no column lable; did you mean label?");
  }

  @Test
  void of_clustering_countsRows() {
    Transformer model = new KMeans().setK(2).fit(points(0, 1, 2));
    assertThat(Evaluation.of(model, model.transform(points(0, 1)), PLAIN).values())
        .containsOnly(entry("rows", 2L));
  }

  @Test
  void of_noLabelColumn_countsRows() {
    LogisticRegressionModel model = logistic(points(0, 1));
    Dataset<Row> unlabelled = model.transform(points(0, 1).drop("label"));
    assertThat(Evaluation.of(model, unlabelled, PLAIN).values()).containsOnly(entry("rows", 2L));
  }

  private static LogisticRegressionModel logistic(Dataset<Row> rows) {
    return new LogisticRegression().setMaxIter(5).fit(rows);
  }

  /** Rows with these labels, and their place as the one feature. */
  private static Dataset<Row> points(double... labels) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      rows.add(row(labels[i], i));
    }
    return rows(ROWS, rows);
  }

  /** Rows whose feature says something of the label; some of them are equal. */
  private static Dataset<Row> noisy(int count, int classes) {
    var random = new Random(count);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(classes);
      rows.add(row(label, Math.rint(10 * (label + random.nextGaussian())) / 10));
    }
    return rows(ROWS, rows);
  }

  private static Row row(double label, double feature) {
    return RowFactory.create(label, Vectors.dense(feature));
  }

  private static Row weightedRow(double label, double feature, double weight) {
    return RowFactory.create(label, Vectors.dense(feature), weight);
  }

  private static Dataset<Row> rows(StructType schema, List<Row> rows) {
    return TestSession.get().createDataFrame(rows, schema);
  }
}
