// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import sparkoptim.core.MarginModel;

/**
 * What a curvature matrix costs, in passes of 4 flops a stored value and output, and which metric
 * pays when. All follows from the shape of the rows, so that every rank decides the same.
 */
final class MetricPrices {
  /** The widest matrix that is factorised. */
  static final int MOST_DENSE = 2048;

  /**
   * Flops of the smallest pass that counts: what a step costs besides. Small data take all rows.
   */
  private static final double PASS_FLOOR = 2e7;

  /** Price up to which a dense metric is made before the first step. */
  private static final double AT_ONCE = 3;

  private final MarginModel model;

  /** The shapes of a metric. */
  enum Shape {
    /** One matrix over all coordinates. */
    COUPLED(0),
    /** A matrix for each output. */
    BLOCK(1),
    /** No matrix. */
    DIAGONAL(2);

    /** Its number in checkpoints. */
    final long code;

    Shape(long code) {
      this.code = code;
    }

    /** Returns the shape of a number in a checkpoint. */
    static Shape of(long code) {
      return code == COUPLED.code ? COUPLED : code == BLOCK.code ? BLOCK : DIAGONAL;
    }
  }

  /**
   * The dense metric to use.
   *
   * @param dense DIAGONAL where no dense one is affordable
   * @param after passes after which it pays; 0 at once
   */
  record Plan(Shape dense, double after) {}

  MetricPrices(MarginModel model) {
    this.model = model;
  }

  private double passFlops() {
    return Math.max(4.0 * model.rows() * model.entriesPerRow() * model.outputs(), PASS_FLOOR);
  }

  /** Flops of a row in a matrix; products of dense rows are blocked, three times as fast. */
  private double rowFlops(Shape shape) {
    double outputs = model.outputs();
    double pairs = shape == Shape.COUPLED ? outputs * (outputs + 1) / 2 : outputs;
    double square = model.entriesPerRow() * model.entriesPerRow();
    return square * (model.sparse() ? 1 : 1.0 / 3) * pairs;
  }

  /** Returns the passes that a matrix over a number of rows costs, its factorisation included. */
  double of(Shape shape, double rows) {
    if (shape == Shape.DIAGONAL) {
      return 0;
    }
    double columns = model.columns();
    double outputs = model.outputs();
    double factor =
        shape == Shape.COUPLED ? cube(columns * outputs) / 9 : outputs * cube(columns) / 9;
    return 0.25 + (rows * rowFlops(shape) + factor) / passFlops();
  }

  private static double cube(double x) {
    return x * x * x;
  }

  /** Returns the rows of the first sample: a matrix of about one pass, of at most four. */
  long firstRows(Shape shape) {
    double affordable = passFlops() / (4 * rowFlops(shape));
    double columns = model.columns();
    double rows =
        Math.max(2 * columns, Math.min(4 * affordable, Math.max(16 * columns, affordable)));
    return orAll(rows);
  }

  /** Returns a number of rows, or all where it is more than half of them. */
  long orAll(double rows) {
    return rows > model.rows() / 2.0 ? model.rows() : (long) rows;
  }

  /** Returns whether a matrix of a shape may be made. */
  boolean possible(Shape shape) {
    return switch (shape) {
      case COUPLED -> (long) model.columns() * model.outputs() <= MOST_DENSE;
      case BLOCK -> model.columns() <= MOST_DENSE;
      case DIAGONAL -> true;
    };
  }

  /**
   * Returns the dense metric whose score, a number of passes, is least. It waits for that many
   * passes, so that the whole costs at most about twice the better choice.
   */
  Plan plan() {
    Plan best = new Plan(Shape.DIAGONAL, Double.POSITIVE_INFINITY);
    if (possible(Shape.COUPLED)) {
      best = better(best, Shape.COUPLED, 10, 6);
    }
    if (model.outputs() > 1 && possible(Shape.BLOCK)) {
      best = better(best, Shape.BLOCK, 30, 8);
    }
    if (best.dense() != Shape.DIAGONAL && firstPrice(best.dense()) <= AT_ONCE) {
      return new Plan(best.dense(), 0);
    }
    return best;
  }

  private double firstPrice(Shape shape) {
    double rows = (double) firstRows(shape);
    return of(shape, rows);
  }

  private Plan better(Plan best, Shape shape, double base, double factor) {
    double score = base + factor * firstPrice(shape);
    return score < best.after() ? new Plan(shape, score) : best;
  }
}
