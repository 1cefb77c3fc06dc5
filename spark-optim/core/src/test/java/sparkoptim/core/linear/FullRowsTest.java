// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.core.data.ColumnRanges;

/** Rows without zeros may come without columns: all that is made of them has the same bits. */
class FullRowsTest {
  private static final int ROWS = 50;
  private static final int WIDTH = 4;

  private static Block block(boolean named) {
    double[] values = new Random(3).doubles(ROWS * WIDTH, 1, 9).toArray();
    double[] labels = new double[ROWS];
    double[] weights = new Random(4).doubles(ROWS, 1, 2).toArray();
    int[] offsets = new int[ROWS + 1];
    int[] columns = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      columns[i] = i % WIDTH;
      offsets[i / WIDTH + 1] = i + 1;
    }
    return new Block(
        0, 0, WIDTH, labels, weights, named ? offsets : null, named ? columns : null, values);
  }

  private static ColumnRanges ranges(Block block) {
    ColumnRanges ranges = new ColumnRanges(WIDTH);
    ranges.add(block);
    return ranges;
  }

  @Test
  void columns_measured_areTheSame() {
    assertThat(ranges(block(false))).usingRecursiveComparison().isEqualTo(ranges(block(true)));
    assertThat(ColumnMoments.of(WIDTH, List.of(block(false))))
        .usingRecursiveComparison()
        .isEqualTo(ColumnMoments.of(WIDTH, List.of(block(true))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void apply_anyStorage_isTheSame(boolean sparse) {
    Block named = block(true);
    ColumnMoments moments = ColumnMoments.of(WIDTH, List.of(named));
    ColumnRanges ranges = ranges(named);
    if (sparse) {
      ranges = new ColumnRanges(WIDTH);
      ranges.add(mostlyEmpty());
      moments = ColumnMoments.of(WIDTH, List.of(mostlyEmpty()));
    }
    Scaling scaling = new Scaling(ranges, moments, true, true, 0.1, 0.25);
    assertThat(scaling.dense()).isEqualTo(!sparse);
    assertThat(scaling.apply(block(false)))
        .usingRecursiveComparison()
        .isEqualTo(scaling.apply(named));
  }

  /** Other blocks of the same rows may have so many zeros that all are stored sparse. */
  private static Block mostlyEmpty() {
    int rows = 10;
    int[] offsets = new int[rows + 1];
    for (int row = 1; row <= rows; row++) {
      offsets[row] = Math.min(row, WIDTH);
    }
    return new Block(
        0,
        1,
        WIDTH,
        new double[rows],
        null,
        offsets,
        new int[] {0, 1, 2, 3},
        new double[] {1, 2, 3, 4});
  }
}
