// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.engine.checkpoint.CheckpointException;

/** The params of a stage about time and checkpoints. */
class CheckpointedFitTest {
  private static final int ITERATIONS = 8;
  @TempDir private Path folder;
  private Dataset<Row> data;

  @BeforeEach
  void data() {
    data = LocalSession.data(LocalSession.rows(200, 3, 1));
  }

  private LogisticRegression stage() {
    return new LogisticRegression().setMaxIter(ITERATIONS).setTol(0);
  }

  private LogisticRegression checkpointed() {
    return stage().setCheckpointDir(folder.toString());
  }

  private List<Path> runs() throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }

  @Test
  void fit_outOfTime_servesAModelAndSaysSo() {
    TrainingSummary summary = stage().setMaxSeconds(1e-9).fit(data).summary();
    assertThat(summary.stopReason()).isEqualTo("time-limit");
    assertThat(summary.steps()).isEqualTo(1);
    assertThat(summary.objective()).isLessThan(Math.log(3));
  }

  @Test
  void fit_outOfTimeAgainAndAgain_endsWithTheSameBits() throws IOException {
    LogisticRegressionModel expected = stage().fit(data);
    LogisticRegressionModel model = checkpointed().setMaxSeconds(1e-9).fit(data);
    int fits = 1;
    for (; model.summary().stopReason().equals("time-limit"); fits++) {
      assertThat(runs()).hasSize(1);
      assertThat(model.weightsSha256()).isNotEqualTo(expected.weightsSha256());
      model = checkpointed().setResume("require").setMaxSeconds(1e-9).fit(data);
    }
    assertThat(fits).isEqualTo((int) expected.summary().steps());
    assertThat(model.weightsSha256()).isEqualTo(expected.weightsSha256());
    assertThat(model.summary().steps()).isEqualTo(expected.summary().steps());
    assertThat(runs()).isEmpty();
  }

  @Test
  void fit_resumedOnRowsInAnotherOrder_givesTheSameBits() {
    LogisticRegressionModel expected = stage().fit(data);
    checkpointed().setMaxSeconds(1e-9).fit(data);
    Dataset<Row> shuffled = data.repartition(3).orderBy("label");
    LogisticRegressionModel resumed =
        checkpointed().setResume("require").setEngine("job").fit(shuffled);
    assertThat(resumed.weightsSha256()).isEqualTo(expected.weightsSha256());
  }

  @Test
  void fit_resumeRequiredWithOtherSettings_namesThem() {
    checkpointed().setMaxSeconds(1e-9).fit(data);
    assertThatThrownBy(() -> checkpointed().setResume("require").setRegParam(0.5).fit(data))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("differs in: ")
        .hasMessageContaining("regParam (0.0 there, 0.5 here)");
    assertThatThrownBy(
            () -> checkpointed().setResume("require").setStandardization(false).fit(data))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("standardization (true there, false here)");
    Dataset<Row> grown = LocalSession.data(LocalSession.rows(201, 3, 1));
    assertThatThrownBy(() -> checkpointed().setResume("require").fit(grown))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("rows (200 there, 201 here)");
  }

  @Test
  void fit_finishedAndKept_isNotTrainedAgain() throws IOException {
    LogisticRegressionModel first = checkpointed().setKeepCheckpoints(true).fit(data);
    assertThat(runs()).hasSize(1);
    LogisticRegressionModel again = checkpointed().setResume("require").fit(data);
    assertThat(again.weightsSha256()).isEqualTo(first.weightsSha256());
    assertThat(again.summary().curve().collectAsList())
        .isEqualTo(first.summary().curve().collectAsList());
    assertThat(runs()).isEmpty();
  }

  @Test
  void set_outOfRange_isRefused() {
    assertThatThrownBy(() -> stage().setResume("maybe"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resume");
    assertThatThrownBy(() -> stage().setMaxSeconds(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxSeconds");
    assertThatThrownBy(() -> stage().setCheckpointSeconds(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checkpointSeconds");
  }
}
