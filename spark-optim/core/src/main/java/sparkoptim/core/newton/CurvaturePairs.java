// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import sparkoptim.core.Space;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.Stateful;

/**
 * The last steps s and changes of the gradient y, and the two loops of L-BFGS over them (Nocedal,
 * Updating quasi-Newton matrices with limited storage, 1980) around a metric.
 */
final class CurvaturePairs implements Stateful {
  private static final double LEAST_CURVATURE = 1e-14;

  private final Space space;
  private final double[][] steps;
  private final double[][] changes;
  private final double[] products;
  private final double[] alphas;
  private final double[] scratch;
  private final double[] difference;
  private final double[][] one = new double[1][];
  private final double[][] two = new double[2][];
  private final double[] norms = new double[2];
  private final double[] product = new double[1];
  private int count;

  /** Creates room for {@code memory} pairs, none of which is there yet. */
  CurvaturePairs(Space space, int memory) {
    this.space = space;
    steps = new double[memory][];
    changes = new double[memory][];
    products = new double[memory];
    alphas = new double[memory];
    scratch = new double[space.size()];
    difference = new double[space.size()];
  }

  /** Forgets all pairs. */
  void clear() {
    count = 0;
  }

  /**
   * Takes a pair, in place of the oldest where there is no room, unless curvature along the step is
   * not above rounding.
   *
   * @return whether it was taken
   */
  boolean add(double[] from, double[] to, double[] gradientFrom, double[] gradientTo) {
    if (steps.length == 0) {
      return false;
    }
    int place = Math.min(count, steps.length - 1);
    double[] step = steps[count == steps.length ? 0 : place];
    double[] change = changes[count == steps.length ? 0 : place];
    step = step == null ? new double[scratch.length] : step;
    change = change == null ? new double[scratch.length] : change;
    // In the scratch first: a pair that is not kept must leave the oldest as it is.
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = to[i] - from[i];
    }
    double squaredStep = dot(scratch, scratch);
    double curvature = change(gradientFrom, gradientTo, scratch);
    double least = LEAST_CURVATURE * Math.sqrt(squaredStep) * Math.sqrt(norms[1]);
    if (!(curvature > least) || norms[1] < Double.MIN_NORMAL) { // too small to divide by
      return false;
    }
    if (count == steps.length) {
      System.arraycopy(steps, 1, steps, 0, count - 1);
      System.arraycopy(changes, 1, changes, 0, count - 1);
      System.arraycopy(products, 1, products, 0, count - 1);
    } else {
      count++;
    }
    System.arraycopy(scratch, 0, step, 0, step.length);
    System.arraycopy(difference, 0, change, 0, change.length);
    steps[place] = step;
    changes[place] = change;
    products[place] = curvature;
    return true;
  }

  /** Returns the number of pairs. */
  int count() {
    return count;
  }

  /** Returns whether the next pair takes the place of the oldest. */
  boolean full() {
    return count == steps.length;
  }

  /** Returns the held part of a step, the oldest first; live. */
  double[] step(int i) {
    return steps[i];
  }

  /** Returns the held part of the gradient's change along a step; live. */
  double[] change(int i) {
    return changes[i];
  }

  /** Returns the inner product of a step and its change. */
  double product(int i) {
    return products[i];
  }

  /** Returns the product of the gradient's change with a step; its squared norm is in norms[1]. */
  private double change(double[] from, double[] to, double[] step) {
    for (int i = 0; i < difference.length; i++) {
      difference[i] = to[i] - from[i];
    }
    two[0] = step;
    two[1] = difference;
    space.dots(difference, two, norms);
    return norms[0];
  }

  private double dot(double[] a, double[] b) {
    one[0] = b;
    space.dots(a, one, product);
    return product[0];
  }

  /**
   * Writes the product of the pairs' inverse Hessian with a gradient.
   *
   * @param metric in the middle; one that is not dense is scaled by the last pair
   */
  void apply(double[] gradient, CurvatureMetric metric, double[] result) {
    System.arraycopy(gradient, 0, scratch, 0, scratch.length);
    for (int i = count - 1; i >= 0; i--) {
      alphas[i] = dot(steps[i], scratch) / products[i];
      add(-alphas[i], changes[i], scratch);
    }
    double scale = 1;
    if (count > 0 && !metric.dense()) {
      metric.apply(changes[count - 1], result);
      scale = products[count - 1] / dot(changes[count - 1], result);
    }
    metric.apply(scratch, result);
    for (int i = 0; scale != 1 && i < result.length; i++) {
      result[i] *= scale;
    }
    for (int i = 0; i < count; i++) {
      add(alphas[i] - dot(changes[i], result) / products[i], steps[i], result);
    }
  }

  private static void add(double factor, double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }

  @Override
  public void fields(StateVisitor fields) {
    count = (int) fields.count("count", count);
    for (int i = 0; i < count; i++) {
      steps[i] = steps[i] == null ? new double[scratch.length] : steps[i];
      changes[i] = changes[i] == null ? new double[scratch.length] : changes[i];
      fields.vector("step" + i, steps[i]);
      fields.vector("change" + i, changes[i]);
      products[i] = fields.number("product" + i, products[i]);
    }
  }
}
