// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import sparkoptim.engine.StateStore;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingState;

/** Keeps a state when a trigger says so, and not at the end of every round. */
record TriggeredStateStore(StateStore keeper) implements StateStore {
  @Override
  public TrainingState resume(Training training) {
    return keeper.resume(training);
  }

  @Override
  public String origin() {
    return keeper.origin();
  }

  @Override
  public boolean keeps(TrainingState state) {
    return keeper.keeps(state);
  }

  @Override
  public void roundEnded(TrainingState state) {}

  @Override
  public void ended(TrainingState state) {
    keeper.ended(state);
  }

  @Override
  public String failed(TrainingState state) {
    return keeper.failed(state);
  }
}
