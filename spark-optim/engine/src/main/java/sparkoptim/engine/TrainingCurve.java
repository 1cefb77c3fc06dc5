// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.Iteration;
import sparkoptim.core.PlainText;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.Stateful;

/**
 * The course of a training: one point wherever the full objective was evaluated; for methods that
 * never do, one per epoch with the mean of its mini-batch losses; and one at the end.
 */
public final class TrainingCurve implements Stateful, Serializable {
  private static final long serialVersionUID = 1L;

  /** Numbers of a point in {@link #table}. */
  public static final int COLUMNS = 7;

  private final List<Point> points = new ArrayList<>();
  private double batchLosses;
  private long batches;
  private boolean full;
  private double stepSize = Double.NaN;

  /** Creates a curve without points. */
  public TrainingCurve() {}

  /** Creates a copy. */
  TrainingCurve(TrainingCurve other) {
    points.addAll(other.points);
    batchLosses = other.batchLosses;
    batches = other.batches;
    full = other.full;
    stepSize = other.stepSize;
  }

  /** Returns the curve before its last point, the end. */
  TrainingCurve withoutEnd() {
    TrainingCurve copy = new TrainingCurve(this);
    copy.points.remove(copy.points.size() - 1);
    return copy;
  }

  /** A point of the curve; a final class because Kryo cannot read records. */
  public static final class Point implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Steps made before it. */
    public final long step;

    /** Epochs begun before it. */
    public final long epoch;

    /** Passes over the rows made before it. */
    public final double passes;

    /** Objective: full, or the mean mini-batch loss of the epoch that ends here. */
    public final double objective;

    /** Norm of the full gradient; NaN where it was not evaluated. */
    public final double gradientNorm;

    /** Size of the step taken from here, or of the last one. */
    public final double stepSize;

    /** Seconds of training. */
    public final double seconds;

    Point(
        long step,
        long epoch,
        double passes,
        double objective,
        double gradientNorm,
        double stepSize,
        double seconds) {
      this.step = step;
      this.epoch = epoch;
      this.passes = passes;
      this.objective = objective;
      this.gradientNorm = gradientNorm;
      this.stepSize = stepSize;
      this.seconds = seconds;
    }
  }

  /**
   * Takes a step's report.
   *
   * @param before passes made before the step
   * @param after passes made after it
   * @param epochEnds whether an epoch ends with it
   */
  void add(Iteration step, double before, double after, double seconds, boolean epochEnds) {
    stepSize = step.stepSize();
    if (!Double.isNaN(step.objective())) {
      full = true;
      add(step.step(), step.epoch(), before, step.objective(), step.gradientNorm(), seconds);
    }
    batchLosses += step.loss();
    batches++;
    if (epochEnds) {
      if (!full) {
        double mean = batchLosses / batches;
        add(step.step() + 1, step.epoch() + 1, after, mean, Double.NaN, seconds);
      }
      batchLosses = 0;
      batches = 0;
    }
  }

  /** Ends the curve with the full objective at the served point. */
  void finish(long step, double passes, double objective, double gradientNorm, double seconds) {
    long epoch = points.isEmpty() ? 0 : points.get(points.size() - 1).epoch;
    add(step, full ? epoch + 1 : epoch, passes, objective, gradientNorm, seconds);
  }

  private void add(
      long step, long epoch, double passes, double objective, double norm, double seconds) {
    points.add(new Point(step, epoch, passes, objective, norm, stepSize, seconds));
  }

  /** All that changes beside the points. */
  @Override
  public void fields(StateVisitor fields) {
    batchLosses = fields.number("batchLosses", batchLosses);
    batches = fields.count("batches", batches);
    full = fields.flag("full", full);
    stepSize = fields.number("stepSize", stepSize);
  }

  /** Returns the points as rows of {@value #COLUMNS} numbers, in the order of a point's fields. */
  public double[] table() {
    double[] table = new double[Math.multiplyExact(points.size(), COLUMNS)];
    int at = 0;
    for (Point point : points) {
      table[at++] = point.step;
      table[at++] = point.epoch;
      table[at++] = point.passes;
      table[at++] = point.objective;
      table[at++] = point.gradientNorm;
      table[at++] = point.stepSize;
      table[at++] = point.seconds;
    }
    return table;
  }

  /**
   * Adds points from the numbers of {@link #table}.
   *
   * @throws IllegalArgumentException if they are no whole number of rows
   */
  public void addTable(double[] table) {
    if (table.length % COLUMNS != 0) {
      throw new IllegalArgumentException(
          PlainText.of("a curve has %d numbers a point, was %d in all", COLUMNS, table.length));
    }
    for (int at = 0; at < table.length; at += COLUMNS) {
      points.add(
          new Point(
              (long) table[at],
              (long) table[at + 1],
              table[at + 2],
              table[at + 3],
              table[at + 4],
              table[at + 5],
              table[at + 6]));
    }
  }

  /** Returns the points, in order. */
  public List<Point> points() {
    return points;
  }

  /** Returns the last point with a full objective; null before there is one. */
  Point lastFull() {
    for (int i = points.size() - 1; i >= 0; i--) {
      if (!Double.isNaN(points.get(i).gradientNorm)) {
        return points.get(i);
      }
    }
    return null;
  }

  /** Returns the last point. */
  public Point last() {
    return points.get(points.size() - 1);
  }
}
