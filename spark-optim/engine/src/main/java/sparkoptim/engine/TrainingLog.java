// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.StopReason;
import sparkoptim.core.sharded.CommunicationCost;

/**
 * The course of one fit as JSON lines: its reports while it runs, the points of its curve once
 * their round is over, and its end. Where a line cannot be written, on a full disk for example,
 * there is one warning and no further line; the fit goes on.
 */
public final class TrainingLog implements ProgressListener {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingLog.class);
  private static final String SUFFIX = ".jsonl";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String fit;
  private final String path;
  private String engine = "";
  private LineFile file;
  private int points;
  private TrainingState last;

  private TrainingLog(String fit, String path) {
    this.fit = fit;
    this.path = path;
  }

  /**
   * Logs what a fit does while {@code body} runs.
   *
   * @param path a file if it ends in {@code .jsonl}, to which lines are appended; else a folder, in
   *     which the fit gets a file of its own; nothing is written if it is empty
   */
  public static <T> T during(
      String path, String fit, Configuration hadoop, Supplier<? extends T> body) {
    if (path.isEmpty()) {
      return body.get();
    }
    TrainingLog log = new TrainingLog(fit, path);
    log.open(hadoop);
    try {
      return body.get();
    } finally {
      log.close();
    }
  }

  private void open(Configuration hadoop) {
    try {
      file = new LineFile(file(path, fit), hadoop);
      ProgressListeners.add(this);
    } catch (IOException | RuntimeException | FSError | OutOfMemoryError e) {
      LOG.warn("no training log of {} in {}", fit, path, e);
    }
  }

  private static Path file(String path, String fit) {
    String name = fit.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + STAMP.format(Instant.now());
    return path.endsWith(SUFFIX) ? new Path(path) : new Path(path, name + SUFFIX);
  }

  @Override
  public synchronized void fitStarted(String started, String by) {
    if (started.equals(fit)) {
      engine = by;
    }
  }

  @Override
  public synchronized void progress(Progress progress) {
    if (!progress.fit().equals(fit)) {
      return;
    }
    JsonLine line =
        line("report")
            .count("step", progress.step())
            .count("epoch", progress.epoch())
            .number("passes", progress.passes())
            .number("loss", progress.loss())
            .number("objective", progress.objective())
            .number("gradientNorm", progress.gradientNorm())
            .number("stepSize", progress.stepSize())
            .number("rowsPerSecond", progress.rowsPerSecond());
    write(add(line, progress.seconds(), progress.communicationCost()));
  }

  @Override
  public synchronized void roundEnded(String of, TrainingState state) {
    if (!of.equals(fit)) {
      return;
    }
    last = state;
    List<TrainingCurve.Point> all = state.curve().points();
    for (; points < all.size(); points++) {
      TrainingCurve.Point point = all.get(points);
      boolean full = !Double.isNaN(point.gradientNorm);
      write(
          line("point")
              .count("step", point.step)
              .count("epoch", point.epoch)
              .number("passes", point.passes)
              .number("loss", point.objective)
              .number("objective", full ? point.objective : Double.NaN)
              .number("gradientNorm", point.gradientNorm)
              .number("stepSize", point.stepSize)
              .number("seconds", point.seconds));
    }
  }

  @Override
  public synchronized void fitEnded(String ended, Exception failure) {
    if (!ended.equals(fit)) {
      return;
    }
    JsonLine line = line("end");
    if (last != null) {
      line.count("step", last.steps()).number("passes", last.passes());
      add(line, last.seconds(), last.communicationCost());
    }
    write(
        failure == null
            ? line.text("stopReason", reason().text())
            : line.text("failure", failure.toString()));
  }

  /** A schedule may end a training that could go on. */
  private StopReason reason() {
    return last.stopReason() == null ? StopReason.EARLY_STOP : last.stopReason();
  }

  private JsonLine line(String kind) {
    return new JsonLine()
        .text("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
        .text("fit", fit)
        .text("engine", engine)
        .text("kind", kind);
  }

  private static JsonLine add(JsonLine line, double seconds, CommunicationCost communicationCost) {
    return line.count("bytesReduced", communicationCost.bytes)
        .number("seconds", seconds)
        .number("computeSeconds", communicationCost.computeSeconds(seconds))
        .number("waitSeconds", communicationCost.waitSeconds())
        .number("exchangeSeconds", communicationCost.exchangeSeconds());
  }

  private void write(JsonLine line) {
    if (file != null) {
      try {
        file.write(line.toString());
      } catch (IOException | RuntimeException | FSError | OutOfMemoryError e) {
        giveUp(e);
      }
    }
  }

  private void giveUp(Throwable e) {
    LOG.warn("the training log of {} in {} ends here", fit, path, e);
    LineFile broken = file;
    file = null;
    try {
      broken.close();
    } catch (IOException | RuntimeException | FSError again) {
      e.addSuppressed(again);
    }
  }

  /** Ends the log; late reports are lost. */
  private void close() {
    ProgressListeners.remove(this);
    synchronized (this) {
      if (file != null) {
        try {
          file.close();
        } catch (IOException | RuntimeException | FSError | OutOfMemoryError e) {
          LOG.warn("the training log of {} in {} may lack its end", fit, path, e);
        }
        file = null;
      }
    }
  }
}
