// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import sparkoptim.core.Bounds;

/**
 * The model within bounds. Cyclic coordinate descent finds the coordinates that are at a bound; a
 * Cholesky factor over the others gives the step to their best values, which ends where one of them
 * meets its bound; and again, until the same ones are at their bounds.
 */
final class BoxModel implements CompositeModel {
  private final Bounds bounds;
  private final Cholesky factor;
  private final double[] slope;
  private final double[] move;
  private final boolean[] inside;
  private final int[] free;
  private boolean solved;

  /**
   * Creates room for models.
   *
   * @param bounds of all coordinates
   */
  BoxModel(Bounds bounds) {
    this.bounds = bounds;
    int size = bounds.lower().length;
    factor = new Cholesky(size);
    slope = new double[size];
    move = new double[size];
    inside = new boolean[size];
    free = new int[size];
  }

  @Override
  public boolean solved() {
    return solved;
  }

  @Override
  public double minimise(double[][] b, double[] g, double[] x, double[] to) {
    System.arraycopy(x, 0, to, 0, x.length);
    System.arraycopy(g, 0, slope, 0, g.length);
    solved = false;
    sweep(b, to, FIRST_SWEEPS);
    double before = Double.POSITIVE_INFINITY;
    for (int round = 0; round < MOST_FACTORS && !solved; round++) {
      boolean whole = solve(b, to);
      double value = follow(b, g, x, to);
      for (int i = 0; i < to.length; i++) {
        inside[i] = inside(i, to);
      }
      sweep(b, to, SWEEPS);
      solved = (whole && sameInside(to)) || before - value <= LEAST_PROGRESS * Math.abs(value);
      before = value;
    }
    double decrease = 0;
    for (int i = 0; i < x.length; i++) {
      decrease += g[i] * (to[i] - x[i]);
    }
    return decrease;
  }

  private boolean inside(int i, double[] to) {
    return to[i] > bounds.lower()[i] && to[i] < bounds.upper()[i];
  }

  private boolean sameInside(double[] to) {
    for (int i = 0; i < to.length; i++) {
      if (inside(i, to) != inside[i]) {
        return false;
      }
    }
    return true;
  }

  /** Cyclic coordinate descent; the model's slope follows. */
  private void sweep(double[][] b, double[] to, int sweeps) {
    boolean moved = true;
    for (int sweep = 0; moved && sweep < sweeps; sweep++) {
      moved = false;
      for (int j = 0; j < to.length; j++) {
        double next = bounds.nearest(j, to[j] - slope[j] / Math.max(b[j][j], LEAST_CURVATURE));
        double change = next - to[j];
        if (change != 0) {
          to[j] = next;
          double[] row = b[j];
          for (int i = 0; i < slope.length; i++) {
            slope[i] += change * row[i];
          }
          moved = true;
        }
      }
    }
  }

  /**
   * Goes to the best values of the coordinates inside their bounds, or as far as the first bound.
   *
   * @return whether that was the whole step
   */
  private boolean solve(double[][] b, double[] to) {
    int count = 0;
    for (int i = 0; i < to.length; i++) {
      if (inside(i, to)) {
        free[count++] = i;
      }
    }
    if (!factor.factorise(b, free, count)) {
      return false;
    }
    for (int k = 0; k < count; k++) {
      move[k] = -slope[free[k]];
    }
    factor.solve(move, move, 0, 1);
    double share = 1;
    int first = -1;
    for (int k = 0; k < count; k++) {
      int i = free[k];
      double room = (move[k] > 0 ? bounds.upper()[i] : bounds.lower()[i]) - to[i];
      if (Math.abs(room) < share * Math.abs(move[k])) {
        share = room / move[k];
        first = k;
      }
    }
    for (int k = 0; k < count; k++) {
      int i = free[k];
      to[i] = bounds.nearest(i, to[i] + share * move[k]);
    }
    if (first >= 0) {
      int i = free[first];
      to[i] = move[first] > 0 ? bounds.upper()[i] : bounds.lower()[i];
    }
    return first < 0;
  }

  /** Computes the model's slope anew, as sums of many changes drift; returns the model's value. */
  private double follow(double[][] b, double[] g, double[] x, double[] to) {
    for (int i = 0; i < to.length; i++) {
      move[i] = to[i] - x[i];
    }
    double value = 0;
    for (int i = 0; i < to.length; i++) {
      slope[i] = g[i] + SecantMatrix.dot(b[i], move);
      value += 0.5 * move[i] * (g[i] + slope[i]);
    }
    return value;
  }
}
