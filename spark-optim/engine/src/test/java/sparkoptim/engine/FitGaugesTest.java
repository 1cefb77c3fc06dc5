// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import org.junit.jupiter.api.Test;
import sparkoptim.core.StopReason;
import sparkoptim.core.sharded.CommunicationCost;

class FitGaugesTest {
  private final FitGauges gauges = new FitGauges();
  private final MetricRegistry registry = new MetricRegistry();

  FitGaugesTest() {
    gauges.register(registry);
  }

  private Object value(String name) {
    return registry.getGauges().get(name).getValue();
  }

  private void report(String fit, long step, double loss, double rate) {
    gauges.progress(
        new Progress(
            fit, step, 9, 0, 1, loss, loss, 0.1, 0.5, rate, 1, new CommunicationCost(), false));
  }

  @Test
  void gauges_beforeAFit_areEmpty() {
    assertThat(registry.getNames())
        .containsExactlyInAnyOrder(
            "fitsRunning",
            "fitsEnded",
            "fitsFailed",
            "roundFailures",
            "steps",
            "loss",
            "stepSize",
            "rowsPerSecond",
            "gradientNorm",
            "exchangeShare",
            "ranks",
            "ranksWanted",
            "checkpointAgeSeconds");
    assertThat(value("fitsRunning")).isEqualTo(0L);
    assertThat(value("loss")).isEqualTo(Double.NaN);
  }

  @Test
  void gauges_ofTwoFits_addUp() {
    gauges.fitStarted("a", "job");
    gauges.fitStarted("b", "job");
    report("a", 3, 0.25, 100);
    report("b", 4, 0.75, 10);
    assertThat(value("fitsRunning")).isEqualTo(2L);
    assertThat(value("steps")).isEqualTo(7L);
    assertThat(value("rowsPerSecond")).isEqualTo(110.0);
    assertThat(value("loss")).isEqualTo(0.75);
    assertThat(value("stepSize")).isEqualTo(0.5);
    gauges.roundFailed("b", new IllegalStateException());
    gauges.roundEnded("a", SampleStates.of(9, 0.125, StopReason.MAX_ITER));
    gauges.fitEnded("a", null);
    gauges.fitEnded("b", new IllegalStateException());
    assertThat(value("fitsRunning")).isEqualTo(0L);
    assertThat(value("fitsEnded")).isEqualTo(2L);
    assertThat(value("fitsFailed")).isEqualTo(1L);
    assertThat(value("roundFailures")).isEqualTo(1L);
    assertThat(value("steps")).isEqualTo(13L);
    assertThat(value("loss")).isEqualTo(0.125);
    assertThat(value("rowsPerSecond")).isEqualTo(0.0);
  }

  @Test
  void gauges_ofRoundsAndCheckpoints_followThem() throws InterruptedException {
    gauges.fitStarted("a", "ranks(4)");
    assertThat(value("checkpointAgeSeconds")).isEqualTo(Double.NaN);
    gauges.roundStarted("a", 2, 4);
    assertThat(value("ranks")).isEqualTo(2L);
    assertThat(value("ranksWanted")).isEqualTo(4L);
    CommunicationCost cost = new CommunicationCost();
    cost.exchangeNanos = 500_000_000;
    gauges.progress(new Progress("a", 3, 9, 0, 1, 1, 1, 0.25, 0.5, 100, 2, cost, false));
    assertThat(value("gradientNorm")).isEqualTo(0.25);
    assertThat(value("exchangeShare")).isEqualTo(0.25);
    gauges.checkpointsBegin("a");
    Thread.sleep(2);
    double sinceStart = (Double) value("checkpointAgeSeconds");
    assertThat(sinceStart).isBetween(0.001, 60.0);
    Thread.sleep(20);
    long before = System.nanoTime();
    gauges.checkpointed("a", 3);
    double age = (Double) value("checkpointAgeSeconds");
    assertThat(age).as("not since the start").isLessThan((System.nanoTime() - before) / 1e9 + 0.01);
    Thread.sleep(2);
    assertThat((Double) value("checkpointAgeSeconds")).isBetween(0.001, 60.0);
    gauges.fitStarted("b", "job");
    assertThat(value("ranks")).as("another fit's").isEqualTo(0L);
    gauges.fitEnded("b", null);
    gauges.fitEnded("a", null);
    gauges.checkpointed("a", 3);
    assertThat(value("checkpointAgeSeconds")).isEqualTo(Double.NaN);
  }

  /** Reports travel, and one may arrive after the end. */
  @Test
  void gauges_ofALateReport_stayAsTheyAre() {
    gauges.fitStarted("a", "job");
    gauges.fitEnded("a", null);
    report("a", 3, 0.25, 100);
    assertThat(value("fitsRunning")).isEqualTo(0L);
    assertThat(value("steps")).isEqualTo(0L);
    assertThat(value("loss")).isEqualTo(Double.NaN);
  }
}
