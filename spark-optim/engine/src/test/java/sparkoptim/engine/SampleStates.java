// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.List;
import sparkoptim.core.LoopState;
import sparkoptim.core.Stateful;
import sparkoptim.core.StopReason;
import sparkoptim.core.sharded.CommunicationCost;

/** States of trainings that nobody made. */
final class SampleStates {
  private SampleStates() {}

  /** After so many steps, with a curve of one point. */
  static TrainingState of(long steps, double objective, StopReason reason) {
    TrainingCurve curve = new TrainingCurve();
    curve.finish(steps, 2, objective, 1e-3, 1.5);
    LoopState nothing = LoopState.of(new Stateful() {});
    return new TrainingState(
        nothing,
        curve,
        2,
        reason,
        steps,
        2,
        new double[0],
        new CommunicationCost(),
        List.of("here"));
  }
}
