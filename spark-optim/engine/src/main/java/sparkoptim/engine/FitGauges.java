// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Sums over the running fits of this application. */
final class FitGauges implements ProgressListener {
  private final Map<String, Running> running = new HashMap<>();
  private long endedSteps;
  private long ended;
  private long failed;
  private long roundFailures;
  private double loss = Double.NaN;
  private double stepSize = Double.NaN;
  private double gradientNorm = Double.NaN;
  private double exchangeShare = Double.NaN;
  private long ranks;
  private long ranksWanted;

  private static final class Running {
    private long steps;
    private double rowsPerSecond;
    private long savedNanos;
    private boolean saves;
  }

  /** Registers all gauges. */
  void register(MetricRegistry registry) {
    gauge(registry, "fitsRunning", () -> (long) running.size());
    gauge(registry, "fitsEnded", () -> ended);
    gauge(registry, "fitsFailed", () -> failed);
    gauge(registry, "roundFailures", () -> roundFailures);
    gauge(registry, "steps", this::steps);
    gauge(registry, "loss", () -> loss);
    gauge(registry, "stepSize", () -> stepSize);
    gauge(registry, "rowsPerSecond", this::rowsPerSecond);
    gauge(registry, "gradientNorm", () -> gradientNorm);
    gauge(registry, "exchangeShare", () -> exchangeShare);
    gauge(registry, "ranks", () -> ranks);
    gauge(registry, "ranksWanted", () -> ranksWanted);
    gauge(registry, "checkpointAgeSeconds", this::checkpointAgeSeconds);
  }

  private <T> void gauge(MetricRegistry registry, String name, Supplier<T> value) {
    Gauge<T> gauge =
        () -> {
          synchronized (this) {
            return value.get();
          }
        };
    registry.register(name, gauge);
  }

  private long steps() {
    return endedSteps + running.values().stream().mapToLong(fit -> fit.steps).sum();
  }

  private double rowsPerSecond() {
    return running.values().stream().mapToDouble(fit -> fit.rowsPerSecond).sum();
  }

  /** Of the running fit whose last checkpoint, or else whose start, is the oldest. */
  private double checkpointAgeSeconds() {
    return running.values().stream()
        .filter(fit -> fit.saves)
        .mapToDouble(fit -> (System.nanoTime() - fit.savedNanos) / 1e9)
        .max()
        .orElse(Double.NaN);
  }

  @Override
  public synchronized void fitStarted(String fit, String engine) {
    ranks = 0; // those of the last fit are none of this one's
    ranksWanted = 0;
    running.put(fit, new Running());
  }

  @Override
  public synchronized void progress(Progress progress) {
    Running fit = running.get(progress.fit());
    if (fit != null) {
      fit.steps = Math.max(fit.steps, progress.step());
      fit.rowsPerSecond = progress.rowsPerSecond();
      loss = progress.loss();
      stepSize = progress.stepSize();
      gradientNorm = progress.gradientNorm();
      exchangeShare = progress.communicationCost().exchangeNanos / (1e9 * progress.seconds());
    }
  }

  @Override
  public synchronized void roundEnded(String name, TrainingState state) {
    Running fit = running.get(name);
    if (fit != null) {
      fit.steps = state.steps();
      if (!state.curve().points().isEmpty()) {
        loss = state.curve().last().objective;
        stepSize = state.curve().last().stepSize;
      }
    }
  }

  @Override
  public synchronized void roundStarted(String fit, int now, int wanted) {
    ranks = now;
    ranksWanted = wanted;
  }

  @Override
  public synchronized void checkpointsBegin(String name) {
    checkpointed(name, 0);
  }

  @Override
  public synchronized void checkpointed(String name, long step) {
    Running fit = running.get(name);
    if (fit != null) {
      fit.saves = true;
      fit.savedNanos = System.nanoTime();
    }
  }

  @Override
  public synchronized void roundFailed(String fit, Exception failure) {
    roundFailures++;
  }

  @Override
  public synchronized void fitEnded(String name, Exception failure) {
    Running fit = running.remove(name);
    if (fit != null) {
      endedSteps += fit.steps;
      ended++;
      failed += failure == null ? 0 : 1;
    }
  }
}
