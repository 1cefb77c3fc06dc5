// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

/**
 * The gradients that every run may take. They divide evenly among methods that take a mini-batch's
 * gradient once or twice, and for SVRG with a coefficient that ends at 0: three gradients of every
 * row an epoch, and one in the last.
 *
 * @param passes gradients of every row: 4, 10, 16 and so on
 */
record Budget(int passes) {
  private static final int PERIOD = 6;
  private static final int LEAST = 4;

  Budget {
    if (passes < LEAST || passes % PERIOD != LEAST) {
      throw new IllegalArgumentException("passes must be 4, 10, 16 and so on, was " + passes);
    }
  }

  /** Returns the budget nearest to a number of passes. */
  static Budget near(double passes) {
    return new Budget(LEAST + PERIOD * (int) Math.max(0, Math.round((passes - LEAST) / PERIOD)));
  }

  /** Returns the steps of a run. */
  long steps(Cost cost, long stepsPerEpoch) {
    return switch (cost) {
      case ONE -> passes * stepsPerEpoch;
      case TWO -> passes * stepsPerEpoch / 2;
      case SVRG -> (passes + 2) / 3 * stepsPerEpoch;
    };
  }
}
