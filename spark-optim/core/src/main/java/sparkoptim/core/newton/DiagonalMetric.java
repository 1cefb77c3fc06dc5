// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import sparkoptim.core.MarginModel;
import sparkoptim.core.Space;

/**
 * The inverse of {@code [[diag(h) + c m m', c m], [c m', c]]} for each output: mean curvature c
 * times the columns' variance, plus the penalty, with the intercept eliminated. It costs no pass; m
 * are the columns' means.
 */
final class DiagonalMetric implements CurvatureMetric {
  /** Mean curvature counts as at least that: rows beyond a hinge have none. */
  static final double LEAST_CURVATURE = 1e-12;

  private static final double LEAST_SHARE = 1e-12;

  private final Space space;
  private final MarginModel model;
  private final double[] h;
  private final double[] c;
  private final double[][] means;
  private final double[][] intercepts;
  private final double[] products;

  /**
   * Creates the metric.
   *
   * @param penalty weights q of the held coordinates; null without
   * @param curvature mean curvature of each output
   */
  DiagonalMetric(Space space, MarginModel model, double[] penalty, double[] curvature) {
    this.space = space;
    this.model = model;
    int outputs = model.outputs();
    c = new double[outputs];
    for (int k = 0; k < outputs; k++) {
      c[k] = Math.max(curvature[k], LEAST_CURVATURE);
    }
    h = new double[space.size()];
    boolean intercept = model.intercept();
    means = new double[intercept ? outputs : 0][space.size()];
    intercepts = new double[intercept ? outputs : 0][space.size()];
    products = new double[intercept ? outputs : 0];
    double largest = 0;
    for (int column = 0; column < model.columns(); column++) {
      double mean = intercept ? model.mean(column) : 0;
      double variance = Math.max(model.second(column) - mean * mean, 0);
      for (int k = 0; k < outputs; k++) {
        int i = column * outputs + k - space.offset();
        double q = penalty == null || i < 0 || i >= h.length ? 0 : penalty[i];
        double value = variance * c[k] + q;
        largest = Math.max(largest, variance * c[k]);
        if (i < 0 || i >= h.length) {
          continue;
        }
        h[i] = value;
        if (intercept && column == model.columns() - 1) {
          intercepts[k][i] = 1;
        } else if (intercept) {
          means[k][i] = mean;
        }
      }
    }
    for (int i = 0; i < h.length; i++) {
      h[i] = Math.max(h[i], Math.max(LEAST_SHARE * largest, Double.MIN_NORMAL));
    }
  }

  @Override
  public void apply(double[] gradient, double[] result) {
    int outputs = c.length;
    int offset = space.offset();
    if (!model.intercept()) {
      for (int i = 0; i < h.length; i++) {
        result[i] = gradient[i] / h[i];
      }
      return;
    }
    space.dots(gradient, intercepts, products);
    for (int i = 0; i < h.length; i++) {
      int k = (offset + i) % outputs;
      result[i] = (gradient[i] - means[k][i] * products[k]) / h[i];
      if (intercepts[k][i] != 0) {
        result[i] = 0;
      }
    }
    double[] ofIntercepts = products.clone();
    space.dots(result, means, products);
    for (int k = 0; k < outputs; k++) {
      int i = (model.columns() - 1) * outputs + k - offset;
      if (i >= 0 && i < h.length) {
        result[i] = ofIntercepts[k] / c[k] - products[k];
      }
    }
  }

  @Override
  public boolean dense() {
    return false;
  }
}
