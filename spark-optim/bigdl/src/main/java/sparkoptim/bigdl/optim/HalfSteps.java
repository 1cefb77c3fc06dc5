// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.DivergedException;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.Stateful;
import sparkoptim.core.reduce.FixedTree;
import sparkoptim.core.rule.StepTunedSgd;

/**
 * {@link StepTunedSgd} on one slice, one half-step at a time, as BigDL hands in one gradient at a
 * time. After the second half {@link #products} are the slice's share of the two inner products
 * that gamma needs; their sums over all slices come back through {@link #tune} before the next
 * first half.
 */
final class HalfSteps implements Stateful {
  private final StepTunedSgd settings;
  private final boolean longRatio;
  private final double[] x;
  private final double[] curvature;
  private final double[] first;
  private final double[] second;
  private double gamma = 1;
  private double betaPower = 1;
  private double length;
  private long pairs;
  private boolean between;
  private boolean untuned;

  /**
   * Creates a run that has not begun.
   *
   * @param pairs pairs of half-steps that were made before it
   */
  HalfSteps(StepTunedSgd settings, double[] point, long pairs) {
    this.settings = settings;
    longRatio = settings.ratio() == StepTunedSgd.Ratio.LONG;
    x = point;
    curvature = new double[x.length];
    first = new double[x.length];
    second = new double[x.length];
    this.pairs = pairs;
  }

  /** Returns the slice of the point. Live. */
  double[] x() {
    return x;
  }

  /** Returns the array for the gradient of the coming half-step. */
  double[] gradient() {
    return between ? second : first;
  }

  /** Returns the pairs of half-steps made. */
  long pairs() {
    return pairs;
  }

  double gamma() {
    return gamma;
  }

  /** Returns whether a first half was made whose second is to come. */
  boolean between() {
    return between;
  }

  /** Returns whether {@link #tune} is to come before the next first half. */
  boolean untuned() {
    return untuned;
  }

  /** Makes the first half-step, along {@link #gradient}. */
  void first(double eta) {
    length = eta * gamma;
    for (int i = 0; i < x.length; i++) {
      x[i] -= length * first[i];
    }
    between = true;
  }

  /** Makes the second half-step, along {@link #gradient}, on the same mini-batch. */
  void second() {
    double keep = settings.beta();
    double take = 1 - keep;
    for (int i = 0; i < x.length; i++) {
      x[i] -= length * second[i];
      curvature[i] = keep * curvature[i] + take * (second[i] - first[i]);
    }
    betaPower *= keep;
    between = false;
    untuned = true;
    pairs++;
  }

  /**
   * This slice's share: a squared norm, and the product of the mean difference with the gradient.
   */
  double[] products() {
    double[] squared = longRatio ? first : curvature;
    return new double[] {FixedTree.dot(squared, squared), FixedTree.dot(first, curvature)};
  }

  /** Sets gamma from the products over all slices. */
  void tune(double[] products) {
    gamma = Math.min(Math.max(tuned(products[0], products[1]), settings.min()), settings.max());
    untuned = false;
  }

  private double tuned(double square, double product) {
    double along = -product / (1 - betaPower);
    if (!Double.isFinite(square)) {
      String vector = longRatio ? "gradient" : "mean gradient difference";
      throw new DivergedException(pairs - 1, "the squared norm of the " + vector, square);
    }
    if (!Double.isFinite(along)) {
      throw new DivergedException(pairs - 1, "the curvature along the step", along);
    }
    if (!(length > 0 && along > 0 && square > 0)) {
      return settings.nu();
    }
    return longRatio
        ? length * square / along
        : length * along * (1 - betaPower) * (1 - betaPower) / square;
  }

  @Override
  public void fields(StateVisitor fields) {
    fields.vector("x", x);
    fields.vector("curvature", curvature);
    fields.vector("first", first);
    gamma = fields.number("gamma", gamma);
    betaPower = fields.number("betaPower", betaPower);
    length = fields.number("length", length);
    pairs = fields.count("pairs", pairs);
    between = fields.flag("between", between);
    untuned = fields.flag("untuned", untuned);
  }
}
