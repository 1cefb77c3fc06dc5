// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CounterRandomTest {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /**
   * Five standard deviations of a count: one false alarm in some million, and the seed is fixed.
   */
  private static final double DEVIATIONS = 5;

  /** The published outputs of SplitMix64 for the seed 1234567. */
  @Test
  void mix_countersOfOneSeed_areSplitMix64() {
    long[] published = {
      6457827717110365317L,
      3203168211198807973L,
      Long.parseUnsignedLong("9817491932198370423"),
      4593380528125082431L,
      Long.parseUnsignedLong("16408922859458223821")
    };
    for (int i = 0; i < published.length; i++) {
      assertThat(CounterRandom.mix(1234567 + (i + 1) * GOLDEN)).isEqualTo(published[i]);
    }
  }

  /** The stream decides every order of rows: it must never change. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 1000, 1 << 30, Integer.MAX_VALUE})
  void below_anyBound_isTheHighPartOfTheProduct(int bound) {
    Random keys = new Random(5);
    for (int i = 0; i < 200; i++) {
      long key = keys.nextLong();
      String bits = Long.toUnsignedString(CounterRandom.mix(key + (i + 1) * GOLDEN));
      int expected =
          new BigInteger(bits).multiply(BigInteger.valueOf(bound)).shiftRight(64).intValueExact();
      assertThat(CounterRandom.below(key, i, bound)).isEqualTo(expected).isBetween(0, bound - 1);
    }
  }

  @Test
  void below_manyCounters_isUniform() {
    int draws = 60_000;
    int[] counts = new int[6];
    for (int i = 0; i < draws; i++) {
      counts[CounterRandom.below(42, i, counts.length)]++;
    }
    assertRoughly(counts, draws);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10, 1000})
  void permutation_anyLength_holdsEveryIndexOnce(int length) {
    int[] order = CounterRandom.permutation(7, length);
    Arrays.sort(order);
    assertThat(order).isEqualTo(IntStream.range(0, length).toArray());
  }

  @Test
  void permutation_manyKeys_takesEveryOrderAsOften() {
    int keys = 24_000;
    int[] counts = new int[24];
    for (int key = 0; key < keys; key++) {
      int[] order = CounterRandom.permutation(key, 4);
      counts[rank(order)]++;
    }
    assertRoughly(counts, keys);
  }

  @Test
  void key_everyPart_matters() {
    Set<Long> keys = new HashSet<>();
    for (long seed = 0; seed < 100; seed++) {
      for (long value = 0; value < 100; value++) {
        keys.add(CounterRandom.key(seed, value));
      }
    }
    assertThat(keys).hasSize(10_000);
    assertThat(CounterRandom.key(CounterRandom.key(1, 2), 3))
        .isNotEqualTo(CounterRandom.key(CounterRandom.key(1, 3), 2));
  }

  @Test
  void permutation_otherKey_isAnotherOrder() {
    int[] order = CounterRandom.permutation(CounterRandom.key(1, 0), 100);
    assertThat(CounterRandom.permutation(CounterRandom.key(1, 1), 100)).isNotEqualTo(order);
    assertThat(CounterRandom.permutation(CounterRandom.key(2, 0), 100)).isNotEqualTo(order);
    assertThat(CounterRandom.permutation(CounterRandom.key(1, 0), 100)).isEqualTo(order);
  }

  private static int rank(int[] order) {
    int rank = 0;
    for (int i = 0; i < order.length; i++) {
      int smaller = 0;
      for (int j = i + 1; j < order.length; j++) {
        smaller += order[j] < order[i] ? 1 : 0;
      }
      rank = rank * (order.length - i) + smaller;
    }
    return rank;
  }

  private static void assertRoughly(int[] counts, int draws) {
    double mean = (double) draws / counts.length;
    for (int count : counts) {
      assertThat(Math.abs(count - mean)).isLessThan(DEVIATIONS * Math.sqrt(mean));
    }
  }
}
