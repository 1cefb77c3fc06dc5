// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import sparkoptim.core.PlainText;
import sparkoptim.core.RunContext;

/** The ranges of held coordinates on which a rule's weight decay applies, and those between. */
final class DecayRanges {
  private final int[] starts;
  private final boolean[] decays;
  private final int count;

  /**
   * Finds the ranges of a run.
   *
   * @param size number of held coordinates
   */
  DecayRanges(RunContext context, int size) {
    boolean[] flags = context.decays();
    if (flags != null && flags.length != size) {
      throw new IllegalArgumentException(
          PlainText.of(
              "weight decay: there must be a flag for each of %d coordinates, there are %d",
              size, flags.length));
    }
    count = find(flags, size, null);
    starts = new int[count + 1];
    find(flags, size, starts);
    starts[count] = size;
    decays = new boolean[count];
    for (int range = 0; range < count; range++) {
      decays[range] = flags == null || flags[starts[range]];
    }
  }

  /** Returns the number of ranges; writes where they start, unless null. */
  private static int find(boolean[] flags, int size, int[] starts) {
    int ranges = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || (flags != null && flags[i] != flags[i - 1])) {
        if (starts != null) {
          starts[ranges] = i;
        }
        ranges++;
      }
    }
    return ranges;
  }

  int count() {
    return count;
  }

  int from(int range) {
    return starts[range];
  }

  int to(int range) {
    return starts[range + 1];
  }

  /** Returns the decay where it applies, else 0. */
  double of(int range, double decay) {
    return decays[range] ? decay : 0;
  }
}
