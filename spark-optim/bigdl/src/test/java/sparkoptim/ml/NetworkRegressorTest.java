// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class NetworkRegressorTest {

  /** A product of two features, in a unit that is far from 1. */
  private static Dataset<Row> products(int count, double mean, double unit, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextDouble(-1, 1);
      double b = random.nextDouble(-1, 1);
      rows.add(LocalSession.row(mean + unit * a * b, 1, a, 1000 * b));
    }
    return LocalSession.data(rows);
  }

  private static double squaredError(NetworkRegressionModel model, Dataset<Row> data) {
    return model
        .transform(data)
        .selectExpr("avg((label - prediction) * (label - prediction))")
        .head()
        .getDouble(0);
  }

  @Test
  void fit_productInAnyUnit_isLearnedByDefaults() {
    NetworkRegressor stage = new NetworkRegressor().setMaxIter(150);
    NetworkRegressionModel model = stage.fit(products(600, 0, 1, 1));
    double variance = 1.0 / 9;
    assertThat(squaredError(model, products(300, 0, 1, 2))).isLessThan(0.1 * variance);
    NetworkRegressionModel scaled = stage.fit(products(600, 5000, 1e4, 1));
    assertThat(squaredError(scaled, products(300, 5000, 1e4, 2))).isLessThan(0.1 * variance * 1e8);
    assertThat(scaled.summary().objective()).isLessThan(0.2); // statistics of batches are noisy
  }

  @Test
  void fit_constantLabel_predictsIt() {
    Dataset<Row> data = products(40, 7, 0, 1);
    NetworkRegressionModel model = new NetworkRegressor().setMaxIter(300).fit(data);
    assertThat(squaredError(model, data)).isLessThan(0.01);
  }

  @Test
  void predict_oneRow_isWhatTransformGives() {
    Dataset<Row> data = products(50, 5, 3, 1);
    NetworkRegressionModel model = new NetworkRegressor().setMaxIter(1).fit(data);
    assertThat(model.transform(data).schema()).isEqualTo(model.transformSchema(data.schema()));
    for (Row row : model.transform(data).collectAsList()) {
      assertThat(model.predict(row.<Vector>getAs("features")))
          .isCloseTo(row.getAs("prediction"), within(1e-4));
    }
  }

  @Test
  void fit_severalOutputs_isRefused() {
    NetworkRegressor stage = new NetworkRegressor().setNetwork("dense(2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(products(30, 0, 1, 1)))
        .withMessage("network: must end in 1 outputs, as it predicts one number, ended in [2]");
  }
}
