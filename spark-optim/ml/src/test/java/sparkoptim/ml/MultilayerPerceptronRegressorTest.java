// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultilayerPerceptronRegressorTest {
  /** Products of two features in [-1, 1], whose variance is 1/9, in a unit of their own. */
  private static List<Row> products(int count, double mean, double unit, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextDouble(-1, 1);
      double b = random.nextDouble(-1, 1);
      rows.add(LocalSession.row(mean + unit * a * b, 1 + i % 2, a, b));
    }
    return rows;
  }

  private static MultilayerPerceptronRegressor stage() {
    return new MultilayerPerceptronRegressor().setLayers(new int[] {2, 8, 1});
  }

  /** Of the standardized labels. */
  private static double squaredError(
      MultilayerPerceptronRegressionModel model, Dataset<Row> data, double unit) {
    return model
            .transform(data)
            .selectExpr("avg((label - prediction) * (label - prediction))")
            .head()
            .getDouble(0)
        * 9
        / (unit * unit);
  }

  @Test
  void fit_ofAProductInAnyUnit_learnsIt() {
    for (double unit : new double[] {1, 1e6}) {
      var model = stage().fit(LocalSession.data(products(400, 3 * unit, unit, 1)));
      Dataset<Row> others = LocalSession.data(products(200, 3 * unit, unit, 2));
      assertThat(squaredError(model, others, unit)).isLessThan(0.05);
      assertThat(model.summary().optimMethod()).startsWith("plain + lbfgs");
      assertThat(model.summary().objective()).isLessThan(0.05);
    }
  }

  @Test
  void fit_ofAConstantLabel_predictsIt() {
    Dataset<Row> rows = LocalSession.data(products(40, 7, 0, 1));
    var model = stage().fit(rows);
    assertThat(model.predict(Vectors.dense(0.1, 0.2))).isCloseTo(7, within(0.05));
  }

  @Test
  void predict_ofARow_isWhatTransformGives() {
    Dataset<Row> rows = LocalSession.data(products(50, 5, 3, 1));
    var model = stage().setMaxIter(3).fit(rows);
    assertThat(model.transform(rows).schema()).isEqualTo(model.transformSchema(rows.schema()));
    for (Row row : model.transform(rows).collectAsList()) {
      assertThat(model.predict(row.<Vector>getAs("features")))
          .isCloseTo(row.getAs("prediction"), within(1e-5));
    }
  }

  @Test
  void fit_againFromWeightsOrFromAModel_beginsWhereTheyAre() {
    Dataset<Row> rows = LocalSession.data(products(80, 5, 3, 1));
    var model = stage().setMaxIter(5).fit(rows);
    double end = model.summary().objective();
    for (MultilayerPerceptronRegressor again :
        List.of(stage().setInitialWeights(model.weights()), stage().setInitialModel(model))) {
      double[] history = again.setMaxIter(3).fit(rows).summary().objectiveHistory();
      assertThat(history[0]).isCloseTo(end, within(1e-12));
    }
    var same =
        new MultilayerPerceptronRegressionModel(
            "same", model.getLayers(), model.weights(), model.labelMean(), model.labelDeviation());
    assertThat(same.predict(Vectors.dense(0.3, -0.4)))
        .isEqualTo(model.predict(Vectors.dense(0.3, -0.4)));
  }

  @Test
  void fit_takenUpFromACheckpoint_hasTheSameBits(@TempDir Path folder) {
    Dataset<Row> rows = LocalSession.data(products(200, 5, 3, 1));
    MultilayerPerceptronRegressor stage = stage().setBatchSize(32).setMaxIter(6);
    String whole = stage.fit(rows).weightsSha256();
    stage
        .setCheckpointDir(folder.toUri().toString())
        .setCheckpointSeconds(0)
        .setKeepCheckpoints(true);
    assertThat(stage.fit(rows).weightsSha256()).isEqualTo(whole);
    assertThat(stage.setResume("require").fit(rows).weightsSha256()).isEqualTo(whole);
    Dataset<Row> parted = rows.repartition(3);
    assertThat(stage().setBatchSize(32).setMaxIter(6).fit(parted).weightsSha256()).isEqualTo(whole);
  }

  @Test
  void fit_withHeldRowsAndWeights_stopsByThem() {
    Dataset<Row> rows =
        LocalSession.data(products(120, 5, 3, 1)).selectExpr("*", "features is null as none");
    Dataset<Row> held = rows.selectExpr("*", "label > 5 as held");
    var model =
        stage().setWeightCol("weight").setValidationIndicatorCol("held").setMaxIter(8).fit(held);
    assertThat(model.summary().validationHistory()).isNotEmpty();
  }

  @Test
  void fit_ofLayersThatDoNotEndInOne_isRefused() {
    Dataset<Row> rows = LocalSession.data(products(20, 5, 3, 1));
    assertThatThrownBy(() -> stage().setLayers(new int[] {2, 3, 2}).fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "layers must begin with 2, the length of vectors in column features, and end with 1,"
                + " as it predicts one number; was [2, 3, 2]");
  }
}
