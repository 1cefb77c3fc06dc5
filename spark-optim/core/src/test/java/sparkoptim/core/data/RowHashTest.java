// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class RowHashTest {
  private record Bits(long high, long low) {
    int distance(Bits other) {
      return Long.bitCount(high ^ other.high) + Long.bitCount(low ^ other.low);
    }
  }

  private static Bits hash(double label, double weight, Consumer<RowHash> entries) {
    RowHash hash = new RowHash().start(label, weight);
    entries.accept(hash);
    return new Bits(hash.high(), hash.low());
  }

  private static Bits hash(double value) {
    return hash(1, 1, row -> row.entry(3, 0.5).entry(7, value));
  }

  @Test
  void hash_sameRow_isTheSame() {
    assertThat(hash(2.5)).isEqualTo(hash(2.5));
  }

  @Test
  void hash_afterAnotherRow_startsAfresh() {
    RowHash used = new RowHash().start(5, 6).entry(1, 2).entry(9, 9);
    used.start(1, 1).entry(3, 0.5).entry(7, 2.5);
    assertThat(new Bits(used.high(), used.low())).isEqualTo(hash(2.5));
  }

  @Test
  void hash_readTwice_isTheSame() {
    RowHash hash = new RowHash().start(1, 1).entry(0, 1);
    long high = hash.high();
    long low = hash.low();
    assertThat(hash.high()).isEqualTo(high);
    assertThat(hash.low()).isEqualTo(low);
  }

  @Test
  void hash_labelMinusZero_isThatOfZero() {
    assertThat(hash(-0.0, 1, row -> {})).isEqualTo(hash(0.0, 1, row -> {}));
  }

  @Test
  void hash_everyPart_matters() {
    Set<Bits> hashes = new HashSet<>();
    hashes.add(hash(1, 1, row -> row.entry(3, 0.5).entry(7, 2.5)));
    hashes.add(hash(0, 1, row -> row.entry(3, 0.5).entry(7, 2.5)));
    hashes.add(hash(1, 2, row -> row.entry(3, 0.5).entry(7, 2.5)));
    hashes.add(hash(2, 1, row -> row.entry(3, 0.5).entry(7, 2.5)));
    hashes.add(hash(1, 1, row -> row.entry(4, 0.5).entry(7, 2.5)));
    hashes.add(hash(1, 1, row -> row.entry(3, 0.5).entry(8, 2.5)));
    hashes.add(hash(1, 1, row -> row.entry(3, 2.5).entry(7, 0.5)));
    hashes.add(hash(1, 1, row -> row.entry(3, -0.5).entry(7, 2.5)));
    hashes.add(hash(1, 1, row -> row.entry(3, 0.5)));
    hashes.add(hash(1, 1, row -> row.entry(7, 2.5)));
    hashes.add(hash(1, 1, row -> row.entry(3, 0.5).entry(7, 2.5).entry(9, 1)));
    hashes.add(hash(1, 1, row -> {}));
    assertThat(hashes).hasSize(12);
    assertThat(hashes.stream().map(Bits::high).distinct()).hasSize(12);
    assertThat(hashes.stream().map(Bits::low).distinct()).hasSize(12);
  }

  @Test
  void hash_entriesInAnyWay_isTheSame() {
    Bits one = hash(1, 1, row -> row.entry(0, 0.5).entry(1, 2.5));
    assertThat(hash(1, 1, row -> row.entry(1, 2.5).entry(0, 0.5))).isEqualTo(one);
    long[] bits = Arrays.stream(new double[] {0.5, 2.5, 7}).mapToLong(RowHashTest::bits).toArray();
    assertThat(hash(1, 1, row -> row.entries(null, bits, 2))).isEqualTo(one);
    assertThat(hash(1, 1, row -> row.entries(new int[] {0, 1, 9}, bits, 2))).isEqualTo(one);
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  /** Checkpoints have sums of these hashes: a change of one makes them those of other rows. */
  @Test
  void hash_ofARow_isWhatItWas() {
    Bits hash = hash(1, 2, row -> row.entry(0, 0.5).entry(3, -2.5));
    assertThat(hash.high()).isEqualTo(0x2471373DBB49BC53L);
    assertThat(hash.low()).isEqualTo(0x6ED18027B09861E8L);
  }

  @Test
  void hash_smallGrid_hasNoCollisionInEitherHalf() {
    Set<Long> highs = new HashSet<>();
    Set<Long> lows = new HashSet<>();
    for (int label = 0; label < 2; label++) {
      for (int column = 0; column < 100; column++) {
        for (int value = 1; value <= 100; value++) {
          RowHash hash = new RowHash().start(label, 1).entry(column, value);
          highs.add(hash.high());
          lows.add(hash.low());
        }
      }
    }
    assertThat(highs).hasSize(20_000);
    assertThat(lows).hasSize(20_000);
  }

  /** Of 128 bits 64 should flip; 52 flips have a deviation of 5.7, and below 24 never happens. */
  @Test
  void hash_oneBitFlipped_changesHalfOfTheBits() {
    Bits original = hash(2.5);
    long total = 0;
    for (int bit = 0; bit < 64; bit++) {
      double flipped = Double.longBitsToDouble(Double.doubleToLongBits(2.5) ^ (1L << bit));
      if (Double.isNaN(flipped)) {
        continue;
      }
      int distance = original.distance(hash(flipped));
      assertThat(distance).as("bit %d", bit).isBetween(24, 104);
      total += distance;
    }
    assertThat(total / 64.0).isBetween(60.0, 68.0);
  }

  /** What one chain adds for a column must not be a value's bits in the other. */
  @Test
  void hash_valueMadeToStandInForAnotherColumn_differs() {
    long bits = Double.doubleToLongBits(40.0) - 0x9E3779B97F4A7C15L;
    double crafted = Double.longBitsToDouble(bits);
    Bits first = hash(1, 1, row -> row.entry(0, 40.0));
    Bits second = hash(1, 1, row -> row.entry(1, crafted));
    assertThat(first.low()).isNotEqualTo(second.low());
  }
}
