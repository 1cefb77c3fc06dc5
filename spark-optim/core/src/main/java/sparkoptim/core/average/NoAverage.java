// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.average;

import sparkoptim.core.IterateAverage;
import sparkoptim.core.RunContext;

/** No average: the rule's own point is served. */
public record NoAverage() implements IterateAverage {
  /** The only one. */
  public static final NoAverage DEFAULT = new NoAverage();

  @Override
  public boolean supportsLazyUpdates() {
    return true;
  }

  @Override
  public boolean servesLastPoint() {
    return true;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new Run() {
      @Override
      public void add(long step, double[] served) {}

      @Override
      public double[] value(double[] served) {
        return served;
      }
    };
  }
}
