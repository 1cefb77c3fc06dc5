// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BlockTest {
  @Test
  void dense_rows_lieOneAfterTheOther() {
    double[] values = {1, 2, 3, 4, 5, 6};
    Block block = new Block(0, 0, 3, new double[] {7, 8}, null, null, null, values);
    assertThat(block.sparse()).isFalse();
    assertThat(block.rows()).isEqualTo(2);
    assertThat(block.from(1)).isEqualTo(3);
    assertThat(block.to(1)).isEqualTo(6);
    assertThat(block.weight(1)).isEqualTo(1);
  }

  @Test
  void sparse_rows_lieBetweenTheirOffsets() {
    double[] weights = {0.5, 2, 3};
    int[] offsets = {0, 2, 2, 3};
    int[] columns = {0, 4, 1};
    Block block =
        new Block(0, 0, 5, new double[] {7, 8, 9}, weights, offsets, columns, new double[3]);
    assertThat(block.sparse()).isTrue();
    assertThat(block.rows()).isEqualTo(3);
    assertThat(block.from(1)).isEqualTo(block.to(1)).isEqualTo(2);
    assertThat(block.from(2)).isEqualTo(2);
    assertThat(block.to(2)).isEqualTo(3);
    assertThat(block.weight(1)).isEqualTo(2);
  }
}
