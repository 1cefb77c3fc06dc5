// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.engine.ProgressListeners;

/** A fit in a thread of its own. */
@Timeout(120)
class FitHandleTest {
  private static Dataset<Row> data() {
    return LocalSession.data(LocalSession.rows(300, 2, 5));
  }

  /** A fit that goes on until somebody ends it. */
  private static LogisticRegression endless(String engine) {
    return new LogisticRegression()
        .setOptimMethod("plain + sgd + constant(1e-3)")
        .setEngine(engine)
        .setNumShards(2)
        .setTol(0)
        .setMaxIter(Integer.MAX_VALUE)
        .setMaxSeconds(100);
  }

  private static String firstReport(FitHandle handle) throws InterruptedException {
    String report = "";
    while (report.isEmpty()) {
      report = handle.waitFor(20);
      assertThat(report).as("the fit is over").isNotNull();
    }
    return report;
  }

  @Test
  void result_isTheModelOfAPlainFit() throws Exception {
    FitHandle handle = FitHandle.start(new LogisticRegression(), data());
    var model = (LogisticRegressionModel) handle.result();
    assertThat(handle.waitFor(0)).isNull();
    assertThat(model.weightsSha256())
        .isEqualTo(new LogisticRegression().fit(data()).weightsSha256());
  }

  @Test
  void models_areThoseOfThePath() throws Exception {
    LogisticRegression stage = new LogisticRegression();
    FitHandle handle = FitHandle.startPath(stage, data(), 1, 0.1);
    assertThat(handle.models())
        .extracting(model -> ((LogisticRegressionModel) model).weightsSha256())
        .isEqualTo(
            stage.fitPath(data(), 1, 0.1).stream()
                .map(LogisticRegressionModel::weightsSha256)
                .toList());
  }

  @Test
  void interrupt_ofAPath_endsAllItsFits() throws Exception {
    FitHandle handle = FitHandle.startPath(endless("job"), data(), 1, 0.1);
    firstReport(handle);
    handle.interrupt();
    assertThatThrownBy(handle::result).isInstanceOf(CancellationException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranks", "job"})
  void interrupt_endsTheFit(String engine) throws Exception {
    FitHandle handle = FitHandle.start(endless(engine), data());
    firstReport(handle);
    long start = System.nanoTime();
    handle.interrupt();
    assertThatThrownBy(handle::result).isInstanceOf(CancellationException.class);
    assertThat((System.nanoTime() - start) / 1e9).as("of 100 s").isLessThan(60);
    var tracker = LocalSession.session().sparkContext().statusTracker();
    for (int i = 0; i < 3000 && tracker.getActiveJobIds().length > 0; i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(tracker.getActiveJobIds()).isEmpty();
  }

  @Test
  void waitFor_ofTwoFitsOfOneStage_reportsEachOwn() throws Exception {
    LogisticRegression stage = endless("job");
    FitHandle first = FitHandle.start(stage, data());
    firstReport(first);
    TimeUnit.MILLISECONDS.sleep(1500);
    FitHandle second = FitHandle.start(stage, data());
    double late = passes(firstReport(second));
    double early = passes(firstReport(first));
    first.interrupt();
    second.interrupt();
    assertThatThrownBy(first::result).isInstanceOf(CancellationException.class);
    assertThatThrownBy(second::result).isInstanceOf(CancellationException.class);
    assertThat(late).isPositive().isLessThan(early);
  }

  private static double passes(String report) {
    String[] words = report.split(" ", -1);
    assertThat(words).hasSize(3);
    assertThat(Double.parseDouble(words[1])).isPositive();
    assertThat(Double.parseDouble(words[2])).isPositive();
    return Double.parseDouble(words[0]);
  }

  @Test
  void result_ofAFitThatFails_throwsItsErrorAndLeavesNoListener() {
    int before = ProgressListeners.count();
    FitHandle handle = FitHandle.start(new LogisticRegression().setFeaturesCol("nowhere"), data());
    assertThatIllegalArgumentException()
        .isThrownBy(handle::result)
        .withMessageContaining("nowhere");
    assertThat(ProgressListeners.count()).isEqualTo(before);
  }

  @Test
  void fit_hasTheJobGroupOfTheCaller() throws Exception {
    var spark = LocalSession.session().sparkContext();
    spark.setJobGroup("callers", "what the caller does", false);
    FitHandle handle = FitHandle.start(endless("ranks"), data());
    spark.clearJobGroup();
    firstReport(handle);
    assertThat(spark.statusTracker().getJobIdsForGroup("callers")).isNotEmpty();
    handle.interrupt();
    assertThatThrownBy(handle::result).isInstanceOf(CancellationException.class);
  }
}
