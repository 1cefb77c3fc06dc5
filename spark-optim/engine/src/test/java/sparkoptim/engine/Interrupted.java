// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.concurrent.CancellationException;

/** An engine that is cancelled after so many rounds. */
final class Interrupted implements Engine {
  private final Engine engine;
  private int rounds;

  Interrupted(Engine engine, int rounds) {
    this.engine = engine;
    this.rounds = rounds;
  }

  @Override
  public TrainingState round(
      Training training, Shards shards, TrainingState from, RoundLimit limit) {
    if (rounds-- == 0) {
      throw new CancellationException("stopped by the test");
    }
    return engine.round(training, shards, from, limit);
  }

  @Override
  public String description() {
    return engine.description();
  }
}
