// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.List;

/** A condition that a candidate must meet. Its text is that of the configuration. */
public interface Gate {

  /** Returns whether it compares with another model. */
  boolean needsOther();

  /**
   * Returns whether a guard of this kind must pass. The others only veto: they hold the candidate
   * back where they fail, as few rows of a slice can rarely show that all is well.
   */
  boolean mustPass();

  /**
   * Returns what it finds, one verdict for each slice that it looks at.
   *
   * @throws IllegalArgumentException where the models do not give what it needs
   */
  List<GateVerdict> judge(PairedComparison comparison);
}
