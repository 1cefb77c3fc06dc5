// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/** A pure function of a count; as a step size, of the step or the epoch. */
public interface Schedule extends StepSize {
  /** The unit that a plan counts in. */
  enum Per {
    /** Counts steps. */
    STEP,
    /** Counts epochs. */
    EPOCH
  }

  /**
   * Returns the value at a count.
   *
   * @param count 0 to total - 1
   * @param total length of the run in the same unit
   */
  double at(long count, long total);

  /** Returns what the schedule counts, steps or epochs, when it is the step size. */
  default Per per() {
    return Per.STEP;
  }

  @Override
  default boolean supportsLazyUpdates() {
    return true;
  }

  @Override
  default Run start(RunContext context) {
    return step -> context.plan().value(this, step);
  }
}
