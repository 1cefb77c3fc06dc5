// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.concurrent.atomic.AtomicLong;

/** A logistic loss that counts how many slopes are computed. */
record CountedLoss(AtomicLong slopes) implements ScalarLoss {
  @Override
  public double value(double label, double margin) {
    return LogisticLoss.LOSS.value(label, margin);
  }

  @Override
  public double slope(double label, double margin) {
    slopes.incrementAndGet();
    return LogisticLoss.LOSS.slope(label, margin);
  }

  @Override
  public double curvature() {
    return LogisticLoss.LOSS.curvature();
  }
}
