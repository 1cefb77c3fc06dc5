// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

/** Where a run is between two steps. */
enum Phase {
  /** Nothing is known. */
  START(0),
  /** The next evaluation is at a trial. */
  TRIAL(1),
  /** The next evaluation is at what a search found. */
  SEARCHED(2);

  /** Its number in checkpoints. */
  final long code;

  Phase(long code) {
    this.code = code;
  }

  /** Returns the phase of a number in a checkpoint. */
  static Phase of(long code) {
    return code == START.code ? START : code == TRIAL.code ? TRIAL : SEARCHED;
  }
}
