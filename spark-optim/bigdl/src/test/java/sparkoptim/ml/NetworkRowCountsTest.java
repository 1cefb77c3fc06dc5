// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.bigdl.network.BigdlLayers;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/** Networks with batch normalization over row counts that leave a few rows behind full batches. */
class NetworkRowCountsTest {
  @TempDir private Path folder;

  private static Dataset<Row> sums(int count) {
    SplittableRandom random = new SplittableRandom(11);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextDouble(-1, 1);
      double b = random.nextDouble(-1, 1);
      rows.add(LocalSession.row(a + b > 0 ? 1 : 0, 1, a, b));
    }
    return LocalSession.data(rows);
  }

  /** Accuracy was 0.489 for 1,026 rows, as statistics of a row alone are NaN in BigDL's layer. */
  @ParameterizedTest
  @CsvSource({"65, 0.8", "67, 0.8", "1026, 0.97"})
  void fit_fewRowsLeftOver_learns(int count, double least) {
    Dataset<Row> data = sums(count);
    NetworkClassificationModel model = new NetworkClassifier().fit(data);
    Dataset<Row> scored = model.transform(data);
    assertThat(scored.where("label = prediction").count() / (double) count).isGreaterThan(least);
    model.trained().requireFinite();
  }

  @Test
  void fit_oneRow_givesAFiniteModel() {
    NetworkRegressionModel model = new NetworkRegressor().setMaxIter(2).fit(sums(1));
    assertThat(model.transform(sums(1)).head().<Double>getAs("prediction")).isFinite();
  }

  @Test
  void save_notANumber_isRefused() {
    NetworkText layers = NetworkText.parse("dense(2)", 2);
    Shape input = Shape.of(3);
    @SuppressWarnings("unchecked") // every module is one of activities
    var module =
        (com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule<
                com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity,
                com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity,
                Float>)
            (Object) BigdlLayers.of(layers, input, 1);
    module.parameters()._1()[0].fill(Float.NaN);
    NetworkClassificationModel model =
        new NetworkClassificationModel(
            "n",
            new TrainedNetwork(new sparkoptim.bigdl.BigdlNetwork(module, input, "dense(2)")),
            2);
    assertThatIllegalStateException()
        .isThrownBy(() -> model.save(folder.resolve("network").toString()))
        .withMessage("network dense(2): number 0 of 8 is NaN, a model with it is not saved");
  }
}
