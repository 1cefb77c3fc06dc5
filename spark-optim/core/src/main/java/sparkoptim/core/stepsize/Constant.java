// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/** The same value throughout. */
public record Constant(double value) implements Schedule {
  /** 0.1. */
  public static final Constant DEFAULT = new Constant(0.1);

  public Constant {
    Settings.notNegative("constant", "value", value);
  }

  @Override
  public double at(long count, long total) {
    return value;
  }
}
