// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row weights of network stages, and labels far from 0. */
class NetworkWeightsTest {
  private static final int ROWS = 90;

  /** Rows of weight 0 to 3, or each as often as its weight says. */
  private static Dataset<Row> rows(boolean repeated, double offset) {
    SplittableRandom random = new SplittableRandom(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double a = random.nextDouble(-1, 1);
      double b = random.nextDouble(-1, 1);
      int weight = i % 4;
      double label = offset + (a + random.nextDouble(-0.5, 0.5) > 0 ? 1 : 0);
      for (int k = 0; k < (repeated ? weight : 1); k++) {
        rows.add(LocalSession.row(label, repeated ? 1 : weight, a, b));
      }
    }
    return LocalSession.data(rows);
  }

  private static void assertSame(List<Row> found, List<Row> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      // Floats, and sums in another order.
      assertThat(found.get(i).getDouble(0)).isCloseTo(expected.get(i).getDouble(0), within(1e-4));
    }
  }

  @Test
  void classifier_weights_areRepeatedRows() {
    NetworkClassifier stage =
        new NetworkClassifier()
            .setNetwork("dense(4) tanh dense(2)")
            .setOptimMethod("sgd(0.9) + constant(0.3)")
            .setBatchSize(1000)
            .setMaxIter(30);
    Dataset<Row> seen = rows(false, 0);
    NetworkClassificationModel expected = stage.fit(rows(true, 0));
    NetworkClassificationModel found = stage.setWeightCol("weight").fit(seen);
    assertSame(first(found.transform(seen)), first(expected.transform(seen)));
    assertThat(found.summary().objective()).isCloseTo(expected.summary().objective(), within(1e-5));
    NetworkClassificationModel unweighted = stage.setWeightCol("").fit(seen);
    assertThat(unweighted.summary().objective()).isNotEqualTo(found.summary().objective());
  }

  private static List<Row> first(Dataset<Row> scored) {
    return scored.select("probability").collectAsList().stream()
        .map(row -> org.apache.spark.sql.RowFactory.create(row.<Vector>getAs(0).apply(0)))
        .toList();
  }

  @Test
  void regressor_weights_areRepeatedRows() {
    NetworkRegressor stage =
        new NetworkRegressor()
            .setNetwork("dense(4) tanh dense(1)")
            .setOptimMethod("sgd + constant(0.1)")
            .setBatchSize(1000)
            .setMaxIter(30);
    Dataset<Row> seen = rows(false, 7);
    NetworkRegressionModel expected = stage.fit(rows(true, 7));
    NetworkRegressionModel found = stage.setWeightCol("weight").fit(seen);
    assertSame(
        found.transform(seen).select("prediction").collectAsList(),
        expected.transform(seen).select("prediction").collectAsList());
  }

  /** Labels became floats before they were standardized: at 1e9 nothing was left of them. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e9, 1e12})
  void regressor_labelsFarFrom0_areLearned(double offset) {
    SplittableRandom random = new SplittableRandom(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double x = random.nextDouble(-1, 1);
      rows.add(LocalSession.row(offset + x, 1, x, random.nextDouble(-1, 1)));
    }
    Dataset<Row> data = LocalSession.data(rows);
    NetworkRegressionModel model = new NetworkRegressor().setMaxIter(40).fit(data);
    double squares = 0;
    double variance = 0;
    for (Row row : model.transform(data).collectAsList()) {
      squares += Math.pow(row.<Double>getAs("prediction") - row.<Double>getAs("label"), 2);
      variance += Math.pow(row.<Double>getAs("label") - offset, 2);
    }
    assertThat(1 - squares / variance).isGreaterThan(0.95);
  }
}
