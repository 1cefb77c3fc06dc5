// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * Sums over the rows of a linear objective that need nothing of a row but its margins, or its
 * curvature. Every sum is over all rows, is taken in the fixed tree, and is the same on every rank.
 * Every call is collective.
 */
public interface MarginOracle {
  /** Returns what is known of the rows without a pass over them. */
  MarginModel model();

  /** Returns the weights q of the penalty {@code 1/2 sum q x^2} on the held part; null without. */
  double[] penalty();

  /** Returns the weights l of the penalty {@code sum l |x|} on the held part; null without. */
  double[] l1Penalty();

  /** Returns the bounds of the whole point; null without. */
  default Bounds bounds() {
    return null;
  }

  /**
   * Returns a whole vector of which every rank holds a part: good until the next call.
   *
   * @param part the held part
   */
  double[] gather(double[] part);

  /**
   * Computes loss, gradient and mean curvature at a point: one pass over the rows, whose margins
   * are remembered.
   *
   * @param at the point; its margins get a name
   * @param keep a point whose margins are needed later
   * @param since the point that curvature is compared with; null for none
   * @param gradient receives the held part of the gradient
   * @param curvature receives for each output k the mean over rows of {@code c_k}, and behind these
   *     K values that of {@code |c_k - c_k(since)|}, 0 without such a point
   * @return the loss at the point, all penalties included; the gradient is without that of L1
   */
  double evaluate(
      MarginPoint at, MarginPoint keep, MarginPoint since, double[] gradient, double[] curvature);

  /**
   * Computes, for {@code z(t) = z(from) + t (z(to) - z(from))} and each t, the mean loss, its first
   * and its second derivative along t, without penalties. It reads margins only, where they are
   * remembered.
   *
   * @param t steps along the way
   * @param sums receives three values for each step
   */
  void along(MarginPoint from, MarginPoint to, double[] t, double[] sums);

  /**
   * Draws rows by their leverage and sums their curvature: {@code sum c_i w_i / (W pi_i) a_i a_i'}.
   *
   * @param at the point at which the curvature is taken
   * @param sample the rows to draw
   * @param packed receives the lower triangle row by row: of all coordinates where coupled, else of
   *     the D columns for one output after the other
   * @return the number of rows drawn
   */
  long hessian(MarginPoint at, CurvatureSample sample, double[] packed);
}
