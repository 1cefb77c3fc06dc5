// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LinearProblem;

/**
 * Trains by losses that come ever closer to the problem's own, each from where the one before
 * ended; then evaluates the problem itself.
 *
 * @param losses in the order of the trainings, one at least
 */
record SmoothedRoute(List<LinearLoss> losses) implements LinearRoute {
  /** Relative distance from the optimum at which the next loss takes over, times the curvature. */
  private static final double START = 0.1;

  @Override
  public LinearRun.Ran train(LinearRun run, LinearProblem problem, double[] point) {
    PassBudget budget = new PassBudget(run.stage());
    LinearRun.Ran ran = null;
    for (LinearLoss loss : losses) {
      if (ran != null && budget.spent(ran.state())) {
        break;
      }
      LinearRun.Ran next =
          run.train(
              problem.withLoss(loss),
              ran == null ? point : ran.state().served(),
              tolerance(loss, run.stage().getTol()),
              budget.passes(ran, last(loss)),
              budget.seconds(ran));
      ran = ran == null ? next : next.after(ran);
    }
    return ran.withEnd(run.evaluate(problem, ran.state().served()));
  }

  /** What is only a start for the next loss need not be closer than that loss is. */
  private double tolerance(LinearLoss loss, double tolerance) {
    return last(loss) || tolerance == 0 ? tolerance : Math.max(tolerance, START / loss.curvature());
  }

  private boolean last(LinearLoss loss) {
    return loss.equals(losses.get(losses.size() - 1));
  }
}
