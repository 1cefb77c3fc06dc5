// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;
import sparkoptim.core.DivergedException;

/**
 * The result of a round on one rank. Divergence is a result: as a failure the task would only run
 * again, to the same end. A final class because Kryo cannot read records.
 */
final class RankResult implements Serializable {
  private static final long serialVersionUID = 1L;
  private final int rank;
  private final String backend;
  private final TrainingState state;
  private final boolean diverged;
  private final long step;
  private final String what;
  private final double value;

  private RankResult(int rank, String backend, TrainingState state, DivergedException divergence) {
    this.rank = rank;
    this.backend = backend;
    this.state = state;
    diverged = divergence != null;
    step = diverged ? divergence.step() : 0;
    what = diverged ? divergence.what() : null;
    value = diverged ? divergence.value() : 0;
  }

  static RankResult of(int rank, String backend, TrainingState state) {
    return new RankResult(rank, backend, state, null);
  }

  static RankResult of(int rank, String backend, DivergedException divergence) {
    return new RankResult(rank, backend, null, divergence);
  }

  int rank() {
    return rank;
  }

  /** Returns what computed on this rank. */
  String backend() {
    return backend;
  }

  /** Returns the state, or null of a rank that has the same as the first. */
  TrainingState state() {
    if (diverged) {
      throw new DivergedException(step, what, value);
    }
    return state;
  }
}
