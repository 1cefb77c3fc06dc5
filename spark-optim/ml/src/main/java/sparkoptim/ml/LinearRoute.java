// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import sparkoptim.core.linear.LinearProblem;

/** The way from a point to the optimum of a linear problem: one training, or several. */
@FunctionalInterface
interface LinearRoute {
  /** One training, by the problem's own loss. */
  LinearRoute DIRECT =
      (run, problem, point) ->
          run.train(
              problem,
              point,
              run.stage().getTol(),
              run.stage().getMaxIter(),
              run.stage().getMaxSeconds());

  /**
   * Trains to the end.
   *
   * @param run trains a problem once
   * @param problem over the scaled rows
   * @param point to start from
   */
  LinearRun.Ran train(LinearRun run, LinearProblem problem, double[] point);
}
