// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import sparkoptim.core.sharded.CommunicationCost;
import sparkoptim.engine.Progress;

final class ConsoleProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(-5 * SECOND); // a clock may be negative
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, UTF_8);

  @Test
  void bar_firstProgress_drawsOneLine() {
    ConsoleProgress.of(true, out, nanos::get).progress(at(25, 10, false));
    assertThat(text())
        .isEqualTo(
            "\r[####------------]  25%  loss 0.3214  step size 0.01000  1.2M rows/s  ETA 0:30");
    assertThat(text().length()).isLessThan(80);
  }

  @Test
  void bar_shorterLine_coversTheOneBefore() {
    ConsoleProgress progress = ConsoleProgress.of(true, out, nanos::get);
    progress.progress(at(1, 100, false)); // ETA 2:45:00
    written.reset();
    nanos.addAndGet(SECOND);
    progress.progress(at(99, 100, false));
    assertThat(text()).endsWith("ETA 0:01   ");
  }

  @Test
  void bar_soonAfter_isNotDrawn() {
    ConsoleProgress progress = ConsoleProgress.of(true, out, nanos::get);
    progress.progress(at(1, 1, false));
    written.reset();
    nanos.addAndGet(SECOND / 100);
    progress.progress(at(2, 1, false));
    assertThat(text()).isEmpty();
  }

  @Test
  void bar_ended_endsTheLine() {
    ConsoleProgress progress = ConsoleProgress.of(true, out, nanos::get);
    progress.progress(at(100, 75, true));
    assertThat(text()).contains("100%").contains("took 1:15").endsWith(System.lineSeparator());
    written.reset();
    progress.close();
    assertThat(text()).isEmpty();
  }

  @Test
  void bar_closedBeforeTheEnd_endsTheLine() {
    ConsoleProgress progress = ConsoleProgress.of(true, out, nanos::get);
    progress.progress(at(1, 1, false));
    written.reset();
    progress.close();
    assertThat(text()).isEqualTo(System.lineSeparator());
  }

  @Test
  void lines_everyFewSeconds_printOne() {
    ConsoleProgress progress = ConsoleProgress.of(false, out, nanos::get);
    for (int step = 1; step <= 12; step++) {
      nanos.addAndGet(SECOND);
      progress.progress(at(step, step, false));
    }
    progress.progress(at(100, 12, true));
    assertThat(text().lines())
        .containsExactly(
            "step 5 of 100 (5%)  loss 0.3214  step size 0.01000  1.2M rows/s  ETA 1:35",
            "step 10 of 100 (10%)  loss 0.3214  step size 0.01000  1.2M rows/s  ETA 1:30",
            "step 100 of 100 (100%)  loss 0.3214  step size 0.01000  1.2M rows/s  took 0:12");
  }

  @Test
  void lines_unknownNumbers_areDashes() {
    ConsoleProgress.of(false, out, nanos::get)
        .progress(progress(0, 0, Double.NaN, Double.NaN, Double.NaN, 3, true));
    assertThat(text().strip())
        .isEqualTo("step 0 of 0 (0%)  loss -  step size -  - rows/s  took 0:03");
  }

  @Test
  void show_none_printsNothing() {
    ConsoleProgress.show(ConsoleProgress.Mode.NONE, out).close();
    assertThat(text()).isEmpty();
  }

  private static Progress at(long step, double seconds, boolean ended) {
    return progress(step, 100, 0.32141, 0.01, 1.23e6, seconds, ended);
  }

  private static Progress progress(
      long step,
      long steps,
      double loss,
      double stepSize,
      double rate,
      double seconds,
      boolean ended) {
    CommunicationCost effort = new CommunicationCost();
    return new Progress(
        "fit", step, steps, 0, 0.5, loss, loss, 0.1, stepSize, rate, seconds, effort, ended);
  }

  private String text() {
    return written.toString(UTF_8);
  }
}
