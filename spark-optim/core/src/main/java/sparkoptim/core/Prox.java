// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * The proximal step of a penalty without gradient, {@code argmin_y h(y) + 1/2 sum_i (y_i - x_i)^2 /
 * (eta s_i)}, on the held part of a point. Only the rule calls it, after its gradient step.
 */
public interface Prox {
  /** The proximal step of no penalty: it does not move the point. */
  Prox NONE =
      new Prox() {
        @Override
        public void apply(double[] point, double eta) {}

        @Override
        public void apply(double[] point, double eta, double[] scale) {}
      };

  /**
   * Applies the proximal step in the metric of a plain step of length {@code eta}: every s_i is 1.
   *
   * @param point held part of the point; receives the result
   * @param eta length of the step, above 0
   */
  void apply(double[] point, double eta);

  /**
   * Applies the proximal step in a diagonal metric.
   *
   * @param point held part of the point; receives the result
   * @param eta length of the step, above 0
   * @param scale s, what the rule multiplied each gradient coordinate by besides eta; >= 0
   */
  void apply(double[] point, double eta, double[] scale);
}
