// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import sparkoptim.ml.NetworkRegressionModel;
import sparkoptim.ml.NetworkRegressor;

final class ConvertJobTest {
  /** Labels far from 0 that differ by little, as years or prices do. */
  private static Dataset<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double x = Math.sin(i);
      rows.add(RowFactory.create(1e6 + x, Vectors.dense(x, Math.cos(i))));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    return TestSession.get().createDataFrame(rows, schema);
  }

  private static NetworkRegressionModel model(long seed) {
    return new NetworkRegressor()
        .setNetwork("dense(5) tanh dense(1)")
        .setBackend("core")
        .setMaxIter(1)
        .setSeed(seed)
        .fit(rows());
  }

  /** Beside a mean of a million, predictions of any two networks agree to 1e-5 of the largest. */
  @Test
  void regression_networksThatDiffer_areRefused() {
    NetworkRegressionModel model = model(1);
    assertThat(ConvertJob.compared(model, model.withBackend("core")))
        .endsWith("dense(5) tanh dense(1), scores of 64 rows within 0.0e+00 of the largest");
    assertThatThrownBy(() -> ConvertJob.compared(model, model(2)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("by core differ by");
  }
}
