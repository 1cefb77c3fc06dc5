// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** {@link StageContract} for a linear stage of one's own, which has nothing but its training. */
class HuberRegressionContractTest extends StageContract<HuberRegression, HuberRegressionModel> {
  HuberRegressionContractTest() {
    super(HuberRegression.class, HuberRegressionModel.class);
  }

  @Override
  Dataset<Row> training() {
    return LocalSession.data(LocalSession.rows(60, 2, 1));
  }

  @Override
  HuberRegression change(HuberRegression stage) {
    return stage.setRegParam(0.25).setMaxIter(12).setStandardization(false).setLocalSteps(false);
  }

  /** One row in twenty is far off, which least squares would follow. */
  @Test
  void fit_lineWithOutliers_findsTheLine() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      double x = i / 100.0 - 1;
      rows.add(LocalSession.row(i % 20 == 0 ? 1e3 : 3 * x - 2, 1, x));
    }
    HuberRegressionModel model = new HuberRegression().fit(LocalSession.data(rows));
    double intercept = model.predict(Vectors.dense(0));
    double slope = model.predict(Vectors.dense(1)) - intercept;
    assertThat(intercept).isCloseTo(-2, within(0.1));
    assertThat(slope).isCloseTo(3, within(0.1));
  }
}
