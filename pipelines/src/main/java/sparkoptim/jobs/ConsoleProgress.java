// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.LongSupplier;
import sparkoptim.engine.Progress;
import sparkoptim.engine.ProgressListener;
import sparkoptim.engine.ProgressListeners;

/**
 * Shows how training goes: on a terminal one line that is drawn again and again, elsewhere (the log
 * of a build or a cluster) a plain line every few seconds.
 */
final class ConsoleProgress implements ProgressListener, Closeable {
  /** What to show; {@code AUTO} looks whether standard error is a terminal. */
  enum Mode {
    AUTO,
    BAR,
    LINES,
    NONE
  }

  private static final long BAR_INTERVAL_NANOS = 100_000_000L;
  private static final long LINE_INTERVAL_NANOS = 5_000_000_000L;
  private static final int BAR_WIDTH = 16;

  private final PrintStream out;
  private final boolean bar;
  private final LongSupplier nanos;
  private long nextAt;
  private int drawn;

  private ConsoleProgress(PrintStream out, boolean bar, LongSupplier nanos) {
    this.out = out;
    this.bar = bar;
    this.nanos = nanos;
    this.nextAt = bar ? nanos.getAsLong() : nanos.getAsLong() + LINE_INTERVAL_NANOS;
  }

  /** Listens to all fits of this JVM until closed; {@code NONE} listens to nothing. */
  static ConsoleProgress show(Mode mode, PrintStream out) {
    boolean bar = mode == Mode.BAR || (mode == Mode.AUTO && isTerminal());
    ConsoleProgress progress = of(bar, out, System::nanoTime);
    if (mode != Mode.NONE) {
      ProgressListeners.add(progress);
    }
    return progress;
  }

  /** Creates a view that listens to nothing by itself. */
  static ConsoleProgress of(boolean bar, PrintStream out, LongSupplier nanos) {
    return new ConsoleProgress(out, bar, nanos);
  }

  @Override
  public synchronized void progress(Progress progress) {
    long now = nanos.getAsLong();
    if (now - nextAt < 0 && !progress.ended()) {
      return;
    }
    nextAt = now + (bar ? BAR_INTERVAL_NANOS : LINE_INTERVAL_NANOS);
    String text = text(progress);
    if (bar) {
      redraw(text);
      if (progress.ended()) {
        endLine();
      }
    } else {
      out.println(text);
    }
  }

  /** A bar on a terminal has no room for it: it is in the table at the end. */
  @Override
  public synchronized void engineChosen(String fit, String engine, String reason) {
    if (!bar) {
      out.println("engine " + engine + ": " + reason);
    }
  }

  @Override
  public synchronized void resumed(String fit, long step, String from) {
    endLine();
    out.println(Text.of("goes on after step %,d from %s", step, from));
  }

  @Override
  public void close() {
    ProgressListeners.remove(this);
    synchronized (this) {
      endLine();
    }
  }

  private void redraw(String text) {
    out.print("\r" + text + " ".repeat(Math.max(0, drawn - text.length())));
    out.flush();
    drawn = text.length();
  }

  private void endLine() {
    if (drawn > 0) {
      out.println();
      drawn = 0;
    }
  }

  private String text(Progress progress) {
    double done = progress.steps() <= 0 ? 0 : (double) progress.step() / progress.steps();
    String place =
        bar
            ? Text.of("[%s] %3.0f%%", bar(done), 100 * done)
            : Text.of("step %,d of %,d (%.0f%%)", progress.step(), progress.steps(), 100 * done);
    return Text.of(
        "%s  loss %s  step size %s  %s rows/s  %s",
        place,
        number(progress.loss()),
        number(progress.stepSize()),
        count(progress.rowsPerSecond()),
        progress.ended()
            ? "took " + time(progress.seconds())
            : "ETA " + (done > 0 ? time(progress.seconds() * (1 / done - 1)) : "-"));
  }

  private static String bar(double done) {
    int filled = (int) Math.round(Math.min(1, Math.max(0, done)) * BAR_WIDTH);
    return "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : Text.of("%.4g", value);
  }

  private static String count(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    double magnitude = Math.abs(value);
    return magnitude >= 1e6
        ? Text.of("%.1fM", value / 1e6)
        : magnitude >= 1e3 ? Text.of("%.1fk", value / 1e3) : Text.of("%.0f", value);
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole >= 3600
        ? Text.of("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
        : Text.of("%d:%02d", whole / 60, whole % 60);
  }

  /** Java tells nothing about standard error, so a child that inherits it is asked. */
  private static boolean isTerminal() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      return new ProcessBuilder("test", "-t", "2").inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
