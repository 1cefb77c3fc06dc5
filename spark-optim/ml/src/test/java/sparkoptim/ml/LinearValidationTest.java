// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Linear stages that rows tell when to stop. */
class LinearValidationTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false)
          .add("held", DataTypes.BooleanType, false);

  /** Few rows with many features that mean nothing: the last steps fit noise. */
  private static Dataset<Row> rows(int classes) {
    Random random = new Random(5);
    List<Row> rows =
        IntStream.range(0, 160)
            .mapToObj(
                i -> {
                  double[] x = random.doubles(30, -1, 1).toArray();
                  double score = classes * (x[0] + 1) / 2 + random.nextGaussian();
                  double label = Math.max(0, Math.min(classes - 1, Math.floor(score)));
                  return RowFactory.create(label, Vectors.dense(x), i % 2 == 0);
                })
            .toList();
    return LocalSession.session().createDataFrame(rows, SCHEMA);
  }

  private static double logLoss(LogisticRegressionModel model, Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .mapToDouble(
            row ->
                -Math.log(
                    model.predictProbability((Vector) row.get(1)).apply((int) row.getDouble(0))))
        .average()
        .orElseThrow();
  }

  private static double least(double[] losses) {
    return Arrays.stream(losses).min().orElseThrow();
  }

  @Test
  void fit_ofClassesWithHeldRows_servesTheirLeastLoss() {
    for (int classes : new int[] {2, 3}) {
      Dataset<Row> rows = rows(classes);
      LogisticRegression stage =
          new LogisticRegression().setOptimMethod("svrg").setMaxIter(200).setTol(0);
      LogisticRegressionModel all = stage.fit(rows.filter(not(col("held"))));
      LogisticRegressionModel model =
          stage.setValidationIndicatorCol("held").setPatience(3).fit(rows);
      TrainingSummary summary = model.summary();
      Dataset<Row> held = rows.filter(col("held"));
      double[] losses = summary.validationHistory();
      assertThat(summary.stopReason()).isEqualTo("early-stop");
      assertThat(losses[losses.length - 4]).isEqualTo(least(losses));
      assertThat(logLoss(model, held)).isCloseTo(least(losses), within(1e-12));
      assertThat(least(losses)).isLessThan(0.95 * logLoss(all, held));
      assertThat(summary.rows()).isEqualTo(80);
      assertThat(summary.objective())
          .isCloseTo(logLoss(model, rows.filter(not(col("held")))), within(1e-12));
    }
  }

  @Test
  void fit_ofAllOtherStages_stopsByHeldRows() {
    Dataset<Row> rows = rows(2);
    TrainingSummary margins =
        new LinearSVC().setValidationIndicatorCol("held").setPatience(2).fit(rows).summary();
    TrainingSummary squares =
        new LinearRegression()
            .setOptimMethod("svrg")
            .setMaxIter(200)
            .setTol(0)
            .setValidationIndicatorCol("held")
            .fit(rows)
            .summary();
    TrainingSummary counts =
        new PoissonRegression().setValidationIndicatorCol("held").fit(rows(4)).summary();
    for (TrainingSummary summary : List.of(margins, squares, counts)) {
      assertThat(summary.validationHistory()).isNotEmpty();
      assertThat(summary.rows()).isEqualTo(80);
    }
    assertThat(squares.stopReason()).isEqualTo("early-stop");
  }

  @Test
  void fit_takenUpFromACheckpoint_hasTheSameBitsAndLosses(@TempDir Path folder) {
    Dataset<Row> rows = rows(2);
    LogisticRegression stage =
        new LogisticRegression()
            .setOptimMethod("svrg")
            .setMaxIter(40)
            .setTol(0)
            .setValidationIndicatorCol("held")
            .setPatience(3);
    TrainingSummary whole = stage.fit(rows).summary();
    stage
        .setCheckpointDir(folder.toUri().toString())
        .setCheckpointSeconds(0)
        .setKeepCheckpoints(true);
    TrainingSummary kept = stage.fit(rows).summary();
    TrainingSummary again = stage.setResume("require").fit(rows).summary();
    for (TrainingSummary summary : List.of(kept, again)) {
      assertThat(summary.weightsSha256()).isEqualTo(whole.weightsSha256());
      assertThat(summary.validationHistory()).containsExactly(whole.validationHistory());
    }
  }

  @Test
  void fitPath_withHeldRows_stopsEachFitByThem() {
    List<LogisticRegressionModel> models =
        new LogisticRegression()
            .setOptimMethod("svrg")
            .setTol(0)
            .setValidationIndicatorCol("held")
            .fitPath(rows(2), 0.1, 0.001);
    assertThat(models)
        .allSatisfy(model -> assertThat(model.summary().validationHistory()).isNotEmpty());
  }

  @Test
  void fit_withHubersLoss_isRefused() {
    assertThatThrownBy(
            () ->
                new LinearRegression()
                    .setLoss("huber")
                    .setValidationIndicatorCol("held")
                    .fit(rows(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("validationIndicatorCol must not be set with loss = huber");
  }

  @Test
  void fit_withAColumnThatIsNoIndicator_isRefusedByItsName() {
    LogisticRegression stage = new LogisticRegression().setValidationIndicatorCol("label");
    assertThatThrownBy(() -> stage.fit(rows(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("column label: validationIndicatorCol must be of booleans");
  }
}
