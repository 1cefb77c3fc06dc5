// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be meant is refused in one line, before anything is trained. */
final class RefusalsTest {
  private static LogisticRegression stage() {
    return new LogisticRegression();
  }

  private static void refused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void setters_null_isRefusedByTheParamsName() {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("optimMethod", () -> stage().setOptimMethod(null));
    calls.put("learningRate", () -> stage().setLearningRate(null));
    calls.put("checkpointDir", () -> stage().setCheckpointDir(null));
    calls.put("trainingLog", () -> stage().setTrainingLog(null));
    calls.put("resume", () -> stage().setResume(null));
    calls.put("engine", () -> stage().setEngine(null));
    calls.put("device", () -> stage().setDevice(null));
    calls.put("weightCol", () -> stage().setWeightCol(null));
    calls.put("family", () -> stage().setFamily(null));
    calls.put("thresholds", () -> stage().setThresholds(null));
    calls.put("loss", () -> new LinearRegression().setLoss(null));
    calls.forEach((name, call) -> refused(call, name + " must not be null"));
  }

  @Test
  void fit_thresholdsOfAnotherNumber_areRefused() {
    Dataset<Row> rows = LocalSession.data(LocalSession.rows(60, 2, 1));
    refused(
        () -> stage().setThresholds(new double[] {.1, .2, .3}).fit(rows),
        "thresholds must have one value per class, 2, had 3");
  }

  @Test
  void numShards_beyondTheMost_saysTheMost() {
    assertThat(stage().numShards().doc()).contains("a power of two up to 4096");
    refused(() -> stage().setNumShards(8192), "numShards", "up to 4096", "8192");
  }

  @Test
  void fit_metadataOfMillionsOfClasses_isRefused() {
    NominalAttribute attribute =
        NominalAttribute.defaultAttr().withName("label").withNumValues(200_000_000);
    Dataset<Row> rows =
        LocalSession.data(LocalSession.rows(60, 2, 1))
            .withColumn("label", functions.col("label").as("label", attribute.toMetadata()));
    refused(() -> stage().fit(rows), "column label", "200000000 classes");
  }

  @Test
  void fit_resumeWithoutCheckpoints_isRefused() {
    Dataset<Row> rows = LocalSession.data(LocalSession.rows(60, 2, 1));
    refused(() -> stage().setResume("require").fit(rows), "resume = require needs checkpointDir");
    refused(() -> stage().setKeepCheckpoints(true).fit(rows), "keepCheckpoints = true needs");
    assertThat(stage().setResume("never").fit(rows).summary().stopReason()).isEqualTo("converged");
  }

  @Test
  void fit_weightsWhoseSumOverflows_areRefusedByTheColumn() {
    List<Row> rows = List.of(LocalSession.row(0, 1e308, 1), LocalSession.row(1, 1e308, 2));
    refused(
        () -> stage().setWeightCol("weight").fit(LocalSession.data(rows)),
        "column weight: the sum of weights must be finite");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e200, 1e-200})
  void fit_labelsWhoseSquaresLeaveTheRange_areRefusedByTheColumn(double scale) {
    Dataset<Row> rows =
        LocalSession.data(LocalSession.rows(60, 2, 1))
            .withColumn("label", functions.col("label").multiply(scale));
    refused(() -> new LinearRegression().fit(rows), "column label: labels from 0.0 to", "variance");
  }

  /** Powers of two, so that even the bits are those of the same column in another unit. */
  @ParameterizedTest
  @ValueSource(ints = {-1000, -700, -512, -300, 300, 512, 700, 1000})
  void fit_columnInAnUnusualUnit_isTheSameModel(int exponent) {
    List<Row> plain = LocalSession.rows(200, 2, 4);
    List<Row> scaled =
        plain.stream()
            .map(
                row -> {
                  double[] features = ((Vector) row.get(1)).toArray().clone();
                  features[1] = Math.scalb(features[1], exponent);
                  return RowFactory.create(row.get(0), Vectors.dense(features), row.get(2));
                })
            .toList();
    LogisticRegression stage = stage().setRegParam(0.01).setDealing("asis");
    LogisticRegressionModel expected = stage.fit(LocalSession.data(plain));
    LogisticRegressionModel model = stage.fit(LocalSession.data(scaled));
    assertThat(model.summary().stopReason()).isEqualTo("converged");
    assertThat(model.summary().objective())
        .isCloseTo(expected.summary().objective(), within(1e-12));
    double[] coefficients = expected.coefficients().toArray().clone();
    coefficients[1] = Math.scalb(coefficients[1], -exponent);
    for (int j = 0; j < coefficients.length; j++) {
      assertThat(model.coefficients().apply(j))
          .isCloseTo(coefficients[j], within(1e-9 * Math.abs(coefficients[j])));
    }
    assertThat(model.intercept()).isCloseTo(expected.intercept(), within(1e-9));
  }

  @Test
  void fit_moreFeaturesThanMemory_isRefusedWithTheFlag() {
    Vector wide = Vectors.sparse(Integer.MAX_VALUE, new int[] {1, 2147483646}, new double[] {1, 2});
    List<Row> rows = List.of(RowFactory.create(0.0, wide, 1.0), RowFactory.create(1.0, wide, 1.0));
    refused(
        () -> stage().fit(LocalSession.data(rows)),
        "column features: vectors of 2147483647 features",
        "--driver-memory");
    refused(
        () -> FitMemory.require(4.2e9, 2L << 30, 5_000_000, 1),
        "a model of 5000000 features and 1 outputs needs about 4005 MB",
        "which has 2048 MB; set --driver-memory 5g");
  }

  @Test
  void fit_oneEnormousValue_trains() {
    List<Row> rows = new ArrayList<>(LocalSession.rows(100, 2, 4));
    rows.add(LocalSession.row(1, 1, 0, 1e300, 0, 0, 5));
    LogisticRegressionModel model = stage().fit(LocalSession.data(rows));
    assertThat(model.coefficients().toArray()).doesNotContain(Double.NaN);
    assertThat(model.summary().objective()).isLessThan(0.69);
  }
}
