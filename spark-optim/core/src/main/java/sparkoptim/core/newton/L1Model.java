// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

/**
 * Minimises the model {@code g'p + 1/2 p'Bp + sum l |x + p|} of an objective with an L1 penalty
 * around x. Cyclic coordinate descent finds the signs of x + p; a Cholesky factor over the
 * coordinates that are free (not 0, or without a weight) gives the step to the exact values for
 * these signs, along which the model has its least value there or where a sign changes; and again,
 * until the signs stay. It works on whole vectors and in one order, so that every rank has the same
 * bits.
 */
final class L1Model implements CompositeModel {
  private final double[] l;
  private final Cholesky factor;
  private final double[] slope;
  private final double[] move;
  private final double[] signs;
  private boolean solved;
  private final double[] promised;
  private final int[] free;

  /**
   * Creates room for models.
   *
   * @param l weights of the L1 penalty, whole
   */
  L1Model(double[] l) {
    this.l = l;
    int size = l.length;
    factor = new Cholesky(size);
    slope = new double[size];
    move = new double[size];
    signs = new double[size];
    promised = new double[size];
    free = new int[size];
  }

  @Override
  public double minimise(double[][] b, double[] g, double[] x, double[] to) {
    for (int i = 0; i < x.length; i++) {
      to[i] = x[i] + 0.0; // -0 becomes 0
      slope[i] = g[i];
    }
    solved = false;
    sweep(b, to, FIRST_SWEEPS);
    double before = Double.POSITIVE_INFINITY;
    for (int round = 0; round < MOST_FACTORS && !solved; round++) {
      boolean whole = solve(b, to);
      double value = follow(b, g, x, to);
      for (int i = 0; i < to.length; i++) {
        signs[i] = Math.signum(to[i]);
      }
      sweep(b, to, SWEEPS);
      solved = (whole && sameSigns(to)) || before - value <= LEAST_PROGRESS * Math.abs(value);
      before = value;
    }
    double decrease = 0;
    for (int i = 0; i < x.length; i++) {
      decrease += g[i] * (to[i] - x[i]) + l[i] * (Math.abs(to[i]) - Math.abs(x[i]));
    }
    return decrease;
  }

  @Override
  public boolean solved() {
    return solved;
  }

  /** Cyclic coordinate descent; the model's slope follows. */
  private void sweep(double[][] b, double[] to, int sweeps) {
    boolean moved = true;
    for (int sweep = 0; moved && sweep < sweeps; sweep++) {
      moved = false;
      for (int j = 0; j < to.length; j++) {
        double curvature = Math.max(b[j][j], LEAST_CURVATURE);
        double target = to[j] - slope[j] / curvature;
        double threshold = l[j] / curvature;
        double next = 0;
        if (target > threshold) {
          next = target - threshold;
        } else if (target < -threshold) {
          next = target + threshold;
        }
        double change = next - to[j];
        if (change != 0) {
          to[j] = next;
          add(change, b[j]);
          moved = true;
        }
      }
    }
  }

  private void add(double factor, double[] row) {
    for (int i = 0; i < slope.length; i++) {
      slope[i] += factor * row[i];
    }
  }

  /**
   * Goes along the step to the least value for the present signs, to the least value on that way:
   * the model is quadratic between the places where a coordinate changes its sign.
   *
   * @return whether that was the whole step, and no sign changed
   */
  private boolean solve(double[][] b, double[] to) {
    int count = 0;
    for (int i = 0; i < to.length; i++) {
      if (to[i] != 0 || l[i] == 0) {
        free[count++] = i;
      }
    }
    if (!factor.factorise(b, free, count)) {
      return false;
    }
    for (int k = 0; k < count; k++) {
      int i = free[k];
      move[k] = -(slope[i] + Math.signum(to[i]) * l[i]);
      promised[k] = move[k];
    }
    factor.solve(move, move, 0, 1);
    double curvature = 0; // along the step; the model's slope at its begin is minus that
    for (int k = 0; k < count; k++) {
      curvature += promised[k] * move[k];
    }
    double share = 1;
    int changed = -1;
    double jumps = 0;
    for (int next = next(count, to, 0, -1); next >= 0; next = next(count, to, share, changed)) {
      double place = -to[free[next]] / move[next];
      double least = 1 - jumps / curvature;
      if (least <= place) {
        break;
      }
      share = place;
      changed = next;
      jumps += 2 * l[free[next]] * Math.abs(move[next]);
    }
    boolean whole = changed < 0;
    double least = 1 - jumps / curvature;
    boolean zero = !whole && !(least > share);
    share = whole ? 1 : Math.max(share, least);
    for (int k = 0; k < count; k++) {
      to[free[k]] += share * move[k];
    }
    if (zero) {
      to[free[changed]] = 0;
    }
    return whole;
  }

  /**
   * Returns the free coordinate that is next to change its sign along the step; -1 where none is.
   *
   * @param from share of the step that is made, and {@code last} the coordinate that changed there
   */
  private int next(int count, double[] to, double from, int last) {
    int next = -1;
    double least = 1;
    for (int k = 0; k < count; k++) {
      int i = free[k];
      if (l[i] > 0 && to[i] * move[k] < 0) {
        double place = -to[i] / move[k];
        boolean later = place > from || (place == from && k > last);
        if (later && place < least) {
          least = place;
          next = k;
        }
      }
    }
    return next;
  }

  /** Computes the model's slope anew, as sums of many changes drift; returns the model's value. */
  private double follow(double[][] b, double[] g, double[] x, double[] to) {
    for (int i = 0; i < to.length; i++) {
      move[i] = to[i] - x[i];
    }
    for (int i = 0; i < to.length; i++) {
      slope[i] = g[i] + SecantMatrix.dot(b[i], move);
    }
    double value = 0;
    for (int i = 0; i < to.length; i++) {
      value += 0.5 * move[i] * (g[i] + slope[i]) + l[i] * (Math.abs(to[i]) - Math.abs(x[i]));
    }
    return value;
  }

  private boolean sameSigns(double[] to) {
    for (int i = 0; i < to.length; i++) {
      if (Math.signum(to[i]) != signs[i]) {
        return false;
      }
    }
    return true;
  }
}
