// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import java.io.IOException;
import sparkoptim.engine.TrainingState;

/** What a training keeps beside its checkpoints, and needs to go on from one. */
@FunctionalInterface
public interface Companion {
  /** Nothing is kept. */
  Companion NONE = state -> {};

  /**
   * Reads what belongs to a state, which is gone on from if it is there.
   *
   * @throws CheckpointException if it is missing or damaged: the checkpoint counts as damaged then
   * @throws IOException if the file system does not answer
   */
  void read(TrainingState state) throws IOException;
}
