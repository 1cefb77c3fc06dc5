// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link CrossValidator} beside MLlib's. */
class CrossValidatorTest {
  private static final double[] STRENGTHS = {0.001, 1, 0.1};

  private static Dataset<Row> rows() {
    return LocalSession.data(LocalSession.rows(300, 2, 3));
  }

  private static <V extends org.apache.spark.ml.tuning.CrossValidator> V set(
      V validator, Estimator<?> estimator, LinearParams stage, Evaluator evaluator) {
    ParamMap[] maps = new ParamGridBuilder().addGrid(stage.regParam(), STRENGTHS).build();
    validator.setEstimator(estimator).setEstimatorParamMaps(maps).setEvaluator(evaluator);
    validator.setNumFolds(3).setSeed(5);
    return validator;
  }

  private static void sameAsMLlib(Estimator<?> estimator, LinearParams stage, Evaluator evaluator) {
    CrossValidatorModel ours = set(new CrossValidator(), estimator, stage, evaluator).fit(rows());
    CrossValidatorModel theirs =
        set(new org.apache.spark.ml.tuning.CrossValidator(), estimator, stage, evaluator)
            .fit(rows());
    assertThat(ours.avgMetrics()).containsExactly(theirs.avgMetrics(), within(1e-3));
    assertThat(ours.bestModel().getClass()).isEqualTo(theirs.bestModel().getClass());
    assertThat(ours.transform(rows()).columns()).isEqualTo(theirs.transform(rows()).columns());
  }

  @Test
  void fit_ofStrengthsInAnyOrder_hasMLlibsFoldsAndMetrics() {
    LinearRegression squares = new LinearRegression().setElasticNetParam(0.5).setTol(1e-10);
    sameAsMLlib(squares, squares, new RegressionEvaluator());
    LogisticRegression classes = new LogisticRegression().setTol(1e-10);
    sameAsMLlib(classes, classes, new BinaryClassificationEvaluator());
  }

  @Test
  void metrics_ofSeveralModelsAtOnce_areTheEvaluators() {
    List<LinearRegressionModel> models = new LinearRegression().fitPath(rows(), 1, 0.01);
    RegressionEvaluator evaluator = new RegressionEvaluator();
    for (String weight : List.of("", "weight")) {
      for (boolean origin : new boolean[] {false, true}) {
        for (String metric : List.of("rmse", "mse", "mae", "r2", "var")) {
          evaluator.setMetricName(metric).setThroughOrigin(origin).setWeightCol(weight);
          double[] found = RegressionSums.metrics(evaluator, models, rows());
          for (int i = 0; i < found.length; i++) {
            assertThat(found[i])
                .as("%s, weight %s, through origin %s", metric, weight, origin)
                .isCloseTo(evaluator.evaluate(models.get(i).transform(rows())), within(1e-12));
          }
        }
      }
    }
  }

  @Test
  void metrics_ofLabelsFarFromZero_keepTheirDigits() {
    Dataset<Row> far = rows().withColumn("label", functions.expr("label + 1e8"));
    RegressionEvaluator evaluator = new RegressionEvaluator();
    LinearRegressionModel model = new LinearRegression().fit(far);
    evaluator.setMetricName("r2");
    assertThat(RegressionSums.metrics(evaluator, List.of(model), far)[0])
        .isCloseTo(evaluator.evaluate(model.transform(far)), within(1e-6));
    double mean = far.select(functions.avg("label")).head().getDouble(0);
    double spread =
        model
            .transform(far)
            .select(functions.avg(functions.pow(functions.col("prediction").minus(mean), 2)))
            .head()
            .getDouble(0);
    evaluator.setMetricName("var"); // MLlib's own has no digit left here
    assertThat(RegressionSums.metrics(evaluator, List.of(model), far)[0])
        .isCloseTo(spread, within(1e-6));
  }

  @Test
  void metrics_ofAColumnWithADot_areThoseWithout() {
    LinearRegressionModel model = new LinearRegression().fit(rows());
    RegressionEvaluator evaluator = new RegressionEvaluator();
    double[] plain = RegressionSums.metrics(evaluator, List.of(model), rows());
    model.set("featuresCol", "the.features");
    Dataset<Row> renamed = rows().withColumnRenamed("features", "the.features");
    assertThat(RegressionSums.metrics(evaluator, List.of(model), renamed)).isEqualTo(plain);
  }

  @Test
  void metrics_ofRowsWithNulls_areRefusedByColumnAndRule() {
    LinearRegressionModel model = new LinearRegression().fit(rows());
    RegressionEvaluator evaluator = new RegressionEvaluator().setWeightCol("weight");
    Map<String, String> rules =
        Map.of("label", "labels", "weight", "weights", "features", "vectors");
    rules.forEach(
        (column, words) -> {
          var holes = functions.when(functions.col("weight").lt(3), functions.col(column));
          Dataset<Row> rows = rows().withColumn(column, holes);
          assertThatThrownBy(() -> RegressionSums.metrics(evaluator, List.of(model), rows))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageStartingWith(
                  "column %s: %s must not be null; 100 of 300 rows break this", column, words);
        });
    assertThat(RegressionSums.metrics(evaluator, List.of(model), rows().limit(0)))
        .containsExactly(Double.NaN);
  }

  @Test
  void fit_ofAPipelineThatEndsWithAStage_hasMLlibsMetrics() {
    LinearRegression stage = new LinearRegression().setFeaturesCol("scaled").setTol(1e-10);
    StandardScaler scaler = new StandardScaler().setInputCol("features").setOutputCol("scaled");
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {scaler, stage});
    sameAsMLlib(pipeline, stage, new RegressionEvaluator());
    CrossValidatorModel model =
        set(new CrossValidator(), pipeline, stage, new RegressionEvaluator()).fit(rows());
    var last = (LinearRegressionModel) ((PipelineModel) model.bestModel()).stages()[1];
    double least = Arrays.stream(model.avgMetrics()).min().orElseThrow();
    for (int i = 0; i < STRENGTHS.length; i++) {
      assertThat(model.avgMetrics()[i] == least).isEqualTo(last.getRegParam() == STRENGTHS[i]);
    }
  }

  @Test
  void fit_ofOtherParams_isMLlibs() {
    LogisticRegression stage = new LogisticRegression().setMaxIter(5);
    ParamMap[] maps =
        new ParamGridBuilder().addGrid(stage.elasticNetParam(), new double[] {0, 1}).build();
    CrossValidator validator =
        set(new CrossValidator(), stage, stage, new BinaryClassificationEvaluator());
    validator.setEstimatorParamMaps(maps);
    assertThat(validator.fit(rows()).avgMetrics()).hasSize(2);
  }

  @Test
  void load_ofASavedValidator_isOursWithItsSettings(@TempDir Path folder) throws Exception {
    LinearRegression stage = new LinearRegression().setElasticNetParam(0.5);
    CrossValidator validator = set(new CrossValidator(), stage, stage, new RegressionEvaluator());
    String path = folder.resolve("validator").toString();
    validator.save(path);
    CrossValidator loaded = CrossValidator.load(path);
    assertThat(loaded.getNumFolds()).isEqualTo(3);
    assertThat(loaded.getEstimatorParamMaps()).hasSize(3);
    assertThat(loaded.getEstimator()).isInstanceOf(LinearRegression.class);
    assertThat(org.apache.spark.ml.tuning.CrossValidator.load(path).getSeed()).isEqualTo(5);
    assertThat(loaded.copy(new ParamMap())).isInstanceOf(CrossValidator.class);
  }
}
