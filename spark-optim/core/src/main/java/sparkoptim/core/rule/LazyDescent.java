// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.Arrays;
import sparkoptim.core.Gradient;
import sparkoptim.core.LazyDenseTerms;
import sparkoptim.core.LazyPoint;
import sparkoptim.core.Oracle;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.reduce.FixedTree;

/**
 * {@code x = x - eta (g + c + q x)} where g touches few coordinates: the others lag behind and
 * catch up when they are read, all of them where the drift c changes, before a full gradient is
 * taken and every {@value LazyStepSums#LENGTH} steps. These are the steps of {@link Sgd}, up to
 * rounding.
 */
final class LazyDescent implements UpdateRule.Run, LazyPoint {
  private static final long NOBODY = -2;

  private final double[] x;
  private final double[] penalty;
  private final double largestPenalty;

  /** c; empty without variance reduction. */
  private final double[] drift;

  /** Number of the {@link #steps} that each coordinate has taken. */
  private final int[] taken;

  private final LazyStepSums steps = new LazyStepSums();
  private final Gradient gradient;
  private double[] slopes = {};
  private int[] before = {};
  private double[] copy;
  private long followed = NOBODY;
  private double coefficient;
  private double penaltyValue;

  LazyDescent(LazyDenseTerms terms, double[] point) {
    x = point.clone();
    penalty = terms.penalty();
    largestPenalty = penalty == null ? 0 : Arrays.stream(penalty).max().orElse(0);
    drift = new double[terms.drift() ? x.length : 0];
    taken = new int[x.length];
    gradient = new Gradient(x.length, this);
    penaltyValue = valueOfPenalty();
  }

  private double valueOfPenalty() {
    return penalty == null ? 0 : FixedTree.penalty(penalty, null, x, 0, x.length);
  }

  @Override
  public double[] query() {
    return x;
  }

  @Override
  public double penaltyValue() {
    return penaltyValue;
  }

  @Override
  public void followDrift(Snapshot snapshot, double factor) {
    long step = snapshot == null ? -1 : snapshot.step;
    if (step == followed && factor == coefficient) {
      return;
    }
    flush();
    followed = step;
    coefficient = factor;
    for (int i = 0; i < drift.length; i++) {
      double penalised = penalty == null || snapshot == null ? 0 : penalty[i] * snapshot.point[i];
      drift[i] = snapshot == null ? 0 : factor * (snapshot.gradient[i] - penalised);
    }
  }

  @Override
  public void flush() {
    if (steps.count() == 0) {
      return;
    }
    for (int i = 0; i < x.length; i++) {
      x[i] = upToDate(i);
    }
    begin();
  }

  private void begin() {
    Arrays.fill(taken, 0);
    steps.clear();
    penaltyValue = valueOfPenalty();
  }

  /** Returns {@code c + q x}. */
  private double dense(int i, double at) {
    double constant = drift.length == 0 ? 0 : drift[i];
    return penalty == null ? constant : constant + penalty[i] * at;
  }

  private double upToDate(int i) {
    if (taken[i] == steps.count()) {
      return x[i];
    }
    double q = penalty == null ? 0 : penalty[i];
    return x[i] - steps.factor(taken[i], q) * dense(i, x[i]);
  }

  /** Reads all before it computes, so that the misses of the cache overlap. */
  @Override
  public void catchUp(int[] coordinates, int count) {
    if (slopes.length < count) {
      slopes = new double[2 * count];
      before = new int[2 * count];
    }
    int now = steps.count();
    for (int k = 0; k < count; k++) {
      int i = coordinates[k];
      slopes[k] = dense(i, x[i]);
      before[k] = taken[i];
      taken[i] = now;
    }
    for (int k = 0; k < count; k++) {
      if (before[k] < now) {
        int i = coordinates[k];
        x[i] -= steps.factor(before[k], penalty == null ? 0 : penalty[i]) * slopes[k];
      }
    }
  }

  @Override
  public double[] current() {
    if (copy == null) {
      copy = new double[x.length];
    }
    for (int i = 0; i < x.length; i++) {
      copy[i] = upToDate(i);
    }
    return copy;
  }

  @Override
  public double step(long step, double eta, Oracle oracle) {
    double loss = oracle.evaluate(x, gradient);
    if (eta >= 0 && eta * largestPenalty <= LazyStepSums.LIMIT) {
      touched(eta);
      if (steps.full()) {
        flush();
      }
    } else {
      flush();
      all(eta);
      penaltyValue = valueOfPenalty();
    }
    return loss;
  }

  private void touched(double eta) {
    steps.add(eta);
    double[] g = gradient.values;
    int[] touched = gradient.touched;
    for (int k = 0; k < gradient.count; k++) {
      int i = touched[k];
      x[i] -= eta * (g[i] + dense(i, x[i]));
      taken[i] = steps.count();
    }
  }

  private void all(double eta) {
    double[] g = gradient.values;
    for (int i = 0; i < x.length; i++) {
      x[i] -= eta * (g[i] + dense(i, x[i]));
    }
  }

  /**
   * Visits the stored values together with each coordinate's lag, so that saving changes nothing.
   */
  @Override
  public void fields(StateVisitor fields) {
    fields.vector("x", x);
    double[] counts = Arrays.stream(taken).asDoubleStream().toArray();
    fields.vector("taken", counts);
    for (int i = 0; i < taken.length; i++) {
      taken[i] = (int) counts[i];
    }
    fields.vector("drift", drift);
    steps.fields(fields.in("steps"));
    followed = fields.count("followed", followed);
    coefficient = fields.number("coefficient", coefficient);
    penaltyValue = fields.number("penaltyValue", penaltyValue);
  }
}
