// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Probabilities of several tests, adjusted so that one wrong rejection among all of them has the
 * probability of a single test's. Holm, A simple sequentially rejective multiple test procedure,
 * 1979.
 */
final class Holm {
  private Holm() {}

  /** Returns the adjusted probabilities, in the order of the given ones. */
  static double[] adjusted(double[] probabilities) {
    int count = probabilities.length;
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> probabilities[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[count];
    double largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.min(1, (count - i) * probabilities[order[i]]));
      adjusted[order[i]] = largest;
    }
    return Arrays.copyOf(adjusted, count);
  }
}
