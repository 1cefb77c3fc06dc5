// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import sparkoptim.core.PlainText;

/** {@link StateStore#NONE}. */
final class NoStateStore implements StateStore {
  @Override
  public TrainingState resume(Training training) {
    return null;
  }

  @Override
  public String origin() {
    return "nothing";
  }

  @Override
  public boolean keeps(TrainingState state) {
    return false;
  }

  @Override
  public void roundEnded(TrainingState state) {}

  @Override
  public void ended(TrainingState state) {}

  @Override
  public String failed(TrainingState state) {
    String start = "There are no checkpoints, as checkpointDir is not set; ";
    return state == null
        ? start + "no round had ended, so the fit has to start anew"
        : start + PlainText.of("the state after step %d is in this exception", state.steps());
  }
}
