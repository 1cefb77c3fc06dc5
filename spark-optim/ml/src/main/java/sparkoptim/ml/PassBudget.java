// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import sparkoptim.core.StopReason;
import sparkoptim.engine.TrainingState;

/** The passes and seconds that a stage's trainings have together. */
record PassBudget(int maxIter, double maxSeconds) {
  PassBudget(OptimParams stage) {
    this(stage.getMaxIter(), stage.getMaxSeconds());
  }

  /**
   * Returns the most passes of the next training: half of what is left, so that one that does not
   * come to its end leaves some to those that follow.
   *
   * @param ran the trainings before; null for none
   * @param last whether none follows, which has all that is left
   */
  int passes(LinearRun.Ran ran, boolean last) {
    int left = ran == null ? maxIter : left(ran.state());
    return last ? left : (left + 1) / 2;
  }

  /** Returns the seconds that are left after a training; 0 where there is no limit. */
  double seconds(LinearRun.Ran ran) {
    return ran == null || maxSeconds == 0 ? maxSeconds : maxSeconds - ran.state().seconds();
  }

  /** Returns whether nothing is left for another training. */
  boolean spent(TrainingState state) {
    return left(state) < 1
        || state.stopReason() == StopReason.TIME_LIMIT
        || (maxSeconds > 0 && state.seconds() >= maxSeconds);
  }

  private int left(TrainingState state) {
    return maxIter - (int) Math.ceil(state.passes() - 1e-9);
  }
}
