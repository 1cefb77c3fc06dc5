// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShardCountTest {
  private static final long MIB = 1 << 20;

  @Test
  void forLocalSteps_needsBothRowsAndBytes() {
    assertThat(ShardCount.forLocalSteps(32_561, 6 * MIB)).isEqualTo(1);
    assertThat(ShardCount.forLocalSteps(1_000_000, 8 * MIB)).isEqualTo(1);
    assertThat(ShardCount.forLocalSteps(1_000_000, 1000 * MIB)).isEqualTo(16);
    assertThat(ShardCount.forLocalSteps(1_000_000, 40 * MIB)).isEqualTo(4);
    assertThat(ShardCount.forLocalSteps(1L << 40, 1L << 50)).isEqualTo(ShardCount.MOST);
  }

  @Test
  void forBatches_givesEveryShardEightRows() {
    assertThat(ShardCount.forBatches(1_000_000, MIB, 1)).isEqualTo(1);
    assertThat(ShardCount.forBatches(1_000_000, MIB, 64)).isEqualTo(8);
    assertThat(ShardCount.forBatches(1_000_000, MIB, 100)).isEqualTo(8);
    assertThat(ShardCount.forBatches(1_000_000, MIB, 4096)).isEqualTo(16);
    assertThat(ShardCount.forBatches(5, MIB, 4096)).isEqualTo(4);
  }

  @Test
  void forAny_noShardHoldsMoreThan64MiB() {
    assertThat(ShardCount.forBatches(1_000_000, 64 * MIB, 1)).isEqualTo(1);
    assertThat(ShardCount.forBatches(1_000_000, 64 * MIB + 1, 1)).isEqualTo(2);
    assertThat(ShardCount.forBatches(1_000_000, 1024 * MIB, 64)).isEqualTo(16);
    assertThat(ShardCount.forBatches(1_000_000, 1025 * MIB, 64)).isEqualTo(32);
    assertThat(ShardCount.forLocalSteps(40_000, 400 * MIB)).isEqualTo(8);
    assertThat(ShardCount.forLocalSteps(3, 400 * MIB)).isEqualTo(2);
  }

  @Test
  void checked_refusesWhatIsNoPowerOfTwoOrAboveTheRows() {
    assertThat(ShardCount.checked(16, 16)).isEqualTo(16);
    assertThatThrownBy(() -> ShardCount.checked(3, 100))
        .hasMessageContaining("power of two")
        .hasMessageContaining("was 3");
    assertThatThrownBy(() -> ShardCount.checked(0, 100)).hasMessageContaining("was 0");
    assertThatThrownBy(() -> ShardCount.checked(8, 7)).hasMessageContaining("7, was 8");
  }
}
