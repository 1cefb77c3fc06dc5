// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SizeEstimator;
import org.junit.jupiter.api.Test;

/** What a server of Spark Connect is told of a model's size, before a fit and after it. */
final class ModelSizeTest {
  /** Of the params, and nothing of Spark's session, which is megabytes. */
  private static final int MOST_OF_PARAMS = 200_000;

  private static Dataset<Row> wide(int classes) {
    List<Row> rows = IntStream.range(0, classes).mapToObj(ModelSizeTest::row).toList();
    return LocalSession.data(rows);
  }

  private static Row row(int label) {
    double[] values = new double[50_000];
    values[label] = 1;
    return LocalSession.row(label, 1, values);
  }

  @Test
  void linearModels_withTheirSummaries_areAsLargeAsTheirNumbersAndParams() {
    for (int classes : new int[] {2, 3}) {
      Dataset<Row> rows = wide(classes);
      LogisticRegression stage = new LogisticRegression().setRegParam(1).setMaxIter(2);
      LogisticRegressionModel model = stage.fit(rows);
      assertThat(SizeEstimator.estimate(model)).isGreaterThan(10 * MOST_OF_PARAMS); // the session
      long numbers = 8L * 50_001 * (classes == 2 ? 1 : 3);
      assertThat(model.estimatedSize()).isBetween(numbers, numbers + MOST_OF_PARAMS);
      assertThat(stage.estimateModelSize(rows)).isBetween(numbers, numbers + MOST_OF_PARAMS);
    }
    LinearRegression line = new LinearRegression().setRegParam(1).setMaxIter(2);
    assertThat(line.fit(wide(2)).estimatedSize()).isBetween(400_008L, 400_008L + MOST_OF_PARAMS);
    assertThat(line.estimateModelSize(wide(2))).isBetween(400_008L, 400_008L + MOST_OF_PARAMS);
  }

  @Test
  void networks_withTheirSummaries_areAsLargeAsTheirWeightsAndParams() {
    Dataset<Row> rows = LocalSession.data(LocalSession.rows(20, 2, 1));
    int features = rows.head().<Vector>getAs("features").size();
    var perceptron = new MultilayerPerceptronClassifier().setMaxIter(1);
    perceptron.setLayers(new int[] {features, 10_000, 2});
    long numbers = 8L * ((features + 1) * 10_000 + 10_001 * 2);
    assertThat(perceptron.estimateModelSize(rows)).isBetween(numbers, numbers + MOST_OF_PARAMS);
    assertThat(perceptron.fit(rows).estimatedSize()).isBetween(numbers, numbers + MOST_OF_PARAMS);
    var number = new NetworkRegressor().setNetwork("dense(1)").setBackend("core").setMaxIter(1);
    assertThat(number.fit(rows).estimatedSize()).isBetween(8L, (long) MOST_OF_PARAMS);
  }

  @Test
  void fits_ofRowsThatTellNothing_leaveTheMessageToTheFit() {
    Dataset<Row> none = LocalSession.data(List.of());
    assertThatThrownBy(() -> new LogisticRegression().estimateModelSize(none))
        .isInstanceOf(UnsupportedOperationException.class);
    StructType other =
        new StructType()
            .add("label", DataTypes.StringType)
            .add("features", SQLDataTypes.VectorType());
    Dataset<Row> texts = LocalSession.session().createDataFrame(List.of(), other);
    LinearSVC stage = new LinearSVC();
    assertThatThrownBy(() -> stage.estimateModelSize(texts))
        .hasMessage(catchThrowable(() -> stage.fit(texts)).getMessage());
  }
}
