// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import java.io.Serializable;

/**
 * Keeps which half of a mini-batch comes next. The driver's copy decides; tasks get it as it is
 * when their job begins, so a task that runs again serves the same half.
 */
final class HalfStepTurn implements Serializable {
  private static final long serialVersionUID = 1L;

  private boolean second;

  boolean second() {
    return second;
  }

  void begin() {
    second = false;
  }

  void flip() {
    second = !second;
  }
}
