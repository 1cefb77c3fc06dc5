// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.ArrayList;
import java.util.List;

/**
 * An estimate of how far a convex loss is from its least value, from full gradients alone: {@code c
 * g' H g}, where H is the inverse Hessian that L-BFGS makes of the last ten pairs of moves s and
 * changes of the gradient y (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4). For
 * the true inverse Hessian of a quadratic it is twice c times the gap. The steps may be of any
 * method: a full gradient changes by the Hessian times the move, whatever made the move.
 *
 * <p>It is not smaller than the last decrease. Where every coordinate is penalised it is not larger
 * than {@code 1/2 sum g_j^2 / q_j}, the duality gap. The first point has no pair: there the loss's
 * typical curvature h stands for the Hessian, with a wide margin, as no direction of small
 * curvature is known.
 */
final class GapEstimate implements Stateful {
  private static final int MOST_PAIRS = 10;

  /** Factor c of {@code g' H g}: measured gaps were at most 1.5 times the product. */
  private static final double FACTOR = 3;

  /** Factor of {@code g' g / h} at the first point: measured gaps were up to 3e5 times as large. */
  private static final double FIRST_FACTOR = 1e6;

  private static final double LEAST_CURVATURE = 1e-14;

  private final RunContext context;
  private final double[] penalty;
  private final double[] point;
  private final double[] gradient;
  private final double[] work;
  private final List<Pair> pairs = new ArrayList<>();
  private final double[][] one = new double[1][];
  private final double[][] two = new double[2][];
  private final double[] dot = new double[1];
  private final double[] dots = new double[2];
  private Pair spare;
  private double loss = Double.NaN;
  private double gap = Double.POSITIVE_INFINITY;

  private static final class Pair {
    final double[] move;
    final double[] change;
    double product;
    double factor;

    Pair(int size) {
      move = new double[size];
      change = new double[size];
    }
  }

  /**
   * Creates an estimate that has seen no point.
   *
   * @param penalty weights q of the squared penalty on the held part; null without
   */
  GapEstimate(RunContext context, double[] penalty) {
    this.context = context;
    this.penalty = context.prox() == Prox.NONE ? penalty : null;
    int size = context.space().size();
    point = new double[size];
    gradient = new double[size];
    work = new double[size];
  }

  /**
   * Returns the estimated gap at the next point; collective. A point that has not moved, as after a
   * step back to an earlier one, keeps its estimate.
   *
   * @param at held part of the point
   * @param slope held part of the gradient there, or of the prox-gradient mapping
   * @param lossAt full loss there
   * @param lossError relative error of the loss by rounding
   * @param curvature typical curvature of the losses there; NaN where it is not known
   */
  double next(double[] at, double[] slope, double lossAt, double lossError, double curvature) {
    boolean first = Double.isNaN(loss);
    if (!first && !add(at, slope)) {
      return gap;
    }
    double decrease = first ? 0 : loss - lossAt - lossError * Math.abs(lossAt);
    System.arraycopy(at, 0, point, 0, point.length);
    System.arraycopy(slope, 0, gradient, 0, gradient.length);
    loss = lossAt;
    double estimate = pairs.isEmpty() ? diagonal(curvature) : FACTOR * secants();
    gap = Math.min(Math.max(estimate, decrease), dualityGap());
    return gap;
  }

  /** Takes in the move to a point; returns whether there was one. */
  private boolean add(double[] at, double[] slope) {
    Pair pair = spare == null ? new Pair(point.length) : spare;
    for (int i = 0; i < point.length; i++) {
      pair.move[i] = at[i] - point[i];
      pair.change[i] = slope[i] - gradient[i];
    }
    two[0] = pair.move;
    two[1] = pair.change;
    context.space().dots(pair.move, two, dots);
    double moved = dots[0];
    pair.product = dots[1];
    double changed = dot(pair.change, pair.change);
    if (pair.product > LEAST_CURVATURE * Math.sqrt(moved * changed)) {
      pairs.add(pair);
      spare = pairs.size() > MOST_PAIRS ? pairs.remove(0) : null;
    } else {
      spare = pair;
    }
    return moved > 0;
  }

  /** Computes {@code g' H g} by the two loops of L-BFGS. */
  private double secants() {
    System.arraycopy(gradient, 0, work, 0, work.length);
    for (int p = pairs.size() - 1; p >= 0; p--) {
      Pair pair = pairs.get(p);
      pair.factor = dot(pair.move, work) / pair.product;
      addTo(work, -pair.factor, pair.change);
    }
    Pair last = pairs.get(pairs.size() - 1);
    double scale = last.product / dot(last.change, last.change);
    for (int i = 0; i < work.length; i++) {
      work[i] *= scale;
    }
    for (Pair pair : pairs) {
      addTo(work, pair.factor - dot(pair.change, work) / pair.product, pair.move);
    }
    double product = dot(gradient, work);
    return product >= 0 ? product : Double.POSITIVE_INFINITY;
  }

  /** A gradient of 0 is an optimum whatever the curvature. */
  private double diagonal(double curvature) {
    double squared = dot(gradient, gradient);
    return squared == 0 ? 0 : known(FIRST_FACTOR * squared / curvature);
  }

  /** It is infinite, or NaN, where a coordinate has no penalty. */
  private double dualityGap() {
    if (penalty == null) {
      return Double.POSITIVE_INFINITY;
    }
    for (int i = 0; i < work.length; i++) {
      work[i] = gradient[i] / penalty[i];
    }
    return known(dot(gradient, work) / 2);
  }

  private static double known(double value) {
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
  }

  private static void addTo(double[] sum, double factor, double[] vector) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * vector[i];
    }
  }

  private double dot(double[] left, double[] right) {
    one[0] = right;
    context.space().dots(left, one, dot);
    return dot[0];
  }

  @Override
  public void fields(StateVisitor fields) {
    fields.vector("point", point);
    fields.vector("gradient", gradient);
    loss = fields.number("loss", loss);
    gap = fields.number("gap", gap);
    long kept = fields.count("pairs", pairs.size());
    for (int p = 0; p < Math.max(kept, pairs.size()); p++) {
      if (p == pairs.size()) {
        pairs.add(new Pair(point.length)); // one by one, as a stored count may be a lie
      }
      StateVisitor of = fields.in("pair" + p);
      Pair pair = pairs.get(p);
      of.vector("move", pair.move);
      of.vector("change", pair.change);
      pair.product = of.number("product", pair.product);
    }
  }
}
