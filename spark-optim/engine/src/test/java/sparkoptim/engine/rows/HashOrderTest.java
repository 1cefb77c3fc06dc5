// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HashOrderTest {
  private static int[] reference(long[] high, long[] low) {
    Comparator<Integer> byHigh = (a, b) -> Long.compareUnsigned(high[a], high[b]);
    Comparator<Integer> byLow = (a, b) -> Long.compareUnsigned(low[a], low[b]);
    return IntStream.range(0, high.length)
        .boxed()
        .sorted(byHigh.thenComparing(byLow))
        .mapToInt(i -> i)
        .toArray();
  }

  private static long[] pick(long[] values, int[] order) {
    return Arrays.stream(order).mapToLong(i -> values[i]).toArray();
  }

  @Test
  void of_randomHashes_sortsUnsigned() {
    SplittableRandom random = new SplittableRandom(1);
    long[] high = random.longs(1000).toArray();
    long[] low = random.longs(1000).toArray();
    assertThat(HashOrder.of(high, low)).isEqualTo(reference(high, low));
  }

  @Test
  void of_hashesThatAgreeInLeadingBits_sortsByTheWholeHash() {
    SplittableRandom random = new SplittableRandom(2);
    long[] high = random.longs(500).map(bits -> (bits & 3) | Long.MIN_VALUE).toArray();
    long[] low = random.longs(500).toArray();
    int[] order = HashOrder.of(high, low);
    int[] expected = reference(high, low);
    assertThat(pick(high, order)).isEqualTo(pick(high, expected));
    assertThat(pick(low, order)).isEqualTo(pick(low, expected));
  }

  @Test
  void of_noneAndOne_returnsThem() {
    assertThat(HashOrder.of(new long[0], new long[0])).isEmpty();
    assertThat(HashOrder.of(new long[] {7}, new long[] {7})).containsExactly(0);
  }

  @Test
  void bucket_ascendingHashes_neverFalls() {
    long[] hashes = {0, 1L << 61, Long.MAX_VALUE, Long.MIN_VALUE, -(1L << 61), -1};
    for (int buckets : new int[] {1, 2, 3, 7, 8}) {
      int[] found = Arrays.stream(hashes).mapToInt(h -> HashOrder.bucket(h, buckets)).toArray();
      assertThat(found).isSorted();
      assertThat(found[0]).isZero();
      assertThat(found[found.length - 1]).isEqualTo(buckets - 1);
    }
  }
}
