// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import sparkoptim.core.linear.HuberLoss;
import sparkoptim.core.linear.LinearProblem;

/**
 * Huber's regression with the residuals' scale s as one more unknown, as MLlib and scikit-learn
 * have it (Owen, A robust hybrid of lasso and ridge regression, 2007): the least of
 *
 * <pre>{@code
 * s/2 + 1/s mean_i huber(r_i; e s) + penalties
 * }</pre>
 *
 * <p>over s > 0 and the model. For a given s it is a problem with {@link HuberLoss} and penalties
 * times s. Its slope along s is 0 where {@code s^2 = A / (1 - e^2 B)}, A the mean of the squared
 * residuals within e s, B the share of the others: the logarithm of s is found as the root of how
 * far this moves it, by secants within a bracket. The function is convex in all of it.
 *
 * @param epsilon e > 1
 * @param start the first s, > 0
 */
record ScaledHuberRoute(double epsilon, double start) implements LinearRoute {
  private static final int MOST_TRAININGS = 40;

  /**
   * Trainings are this much more precise than the stage's tolerance: the root feels their errors.
   */
  private static final double INNER = 1e-3;

  /** Where the estimate of the distance to the optimum comes to the rounding of losses. */
  private static final double FINEST = 1e-12;

  private static final double LEAST_STEP = 1e-9;
  private static final double LONGEST_STEP = 2;

  /** Residuals below this part of the first scale are an exact fit. */
  private static final double EXACT = 1e-10;

  @Override
  public LinearRun.Ran train(LinearRun run, LinearProblem problem, double[] point) {
    PassBudget budget = new PassBudget(run.stage());
    double precise = Math.max(LEAST_STEP, 0.01 * Math.sqrt(run.stage().getTol()));
    LinearRun.Ran ran = null;
    double at = Math.log(start);
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    double lastAt = Double.NaN;
    double lastMove = Double.NaN;
    for (int i = 0; i < MOST_TRAININGS; i++) {
      double scale = Math.exp(at);
      LinearRun.Ran next =
          run.train(
              at(problem, scale),
              ran == null ? point : ran.state().served(),
              Math.max(run.stage().getTol() * INNER, FINEST),
              budget.passes(ran, false),
              budget.seconds(ran));
      next = next.withObjective(scale / 2, 1 / scale).withScale(scale);
      ran = ran == null ? next : next.after(ran);
      double move = move(run, problem, ran.state().served(), scale);
      if (Math.abs(move) <= precise || scale <= EXACT * start || budget.spent(ran.state())) {
        break;
      }
      if (move > 0) {
        low = at;
      } else {
        high = at;
      }
      double to = Double.isNaN(lastAt) ? at + move : at - move * (at - lastAt) / (move - lastMove);
      if (!(to > low && to < high)) {
        to =
            low > Double.NEGATIVE_INFINITY && high < Double.POSITIVE_INFINITY
                ? (low + high) / 2
                : at + move;
      }
      lastAt = at;
      lastMove = move;
      at = Math.min(Math.max(to, at - LONGEST_STEP), at + LONGEST_STEP);
    }
    return ran;
  }

  private LinearProblem at(LinearProblem problem, double scale) {
    return problem
        .withLoss(new HuberLoss(epsilon * scale))
        .withPenalty(problem.featurePenalty().times(scale));
  }

  /** How far the best scale for these residuals is from the scale, in logarithms. */
  private double move(LinearRun run, LinearProblem problem, double[] point, double scale) {
    ResidualSums sums = run.residuals(problem, point, epsilon * scale);
    double rest = 1 - epsilon * epsilon * sums.outside() / sums.weight();
    if (rest <= 0) {
      return LONGEST_STEP;
    }
    double squares = sums.insideSquares() / sums.weight();
    return squares == 0 ? -LONGEST_STEP : Math.log(squares / rest) / 2 - Math.log(scale);
  }
}
