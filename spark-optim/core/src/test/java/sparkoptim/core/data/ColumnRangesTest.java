// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sparkoptim.core.testing.SampleRows;

final class ColumnRangesTest {
  /** Columns: positive and zero, negative only, all zero, constant, constant where not zero. */
  private static final SampleRows ROWS =
      new SampleRows(
          new double[][] {{2, -1, 0, 3, 4}, {0, -5, 0, 3, 0}, {7, -3, 0, 3, 4}},
          new double[3],
          new double[] {1, 1, 1});

  private static ColumnRanges ranges(SampleRows rows) {
    ColumnRanges ranges = new ColumnRanges(rows.width());
    ranges.add(rows.sparseBlock());
    return ranges;
  }

  @Test
  void counts_rowsAndNonZeros_areThoseOfTheBlock() {
    ColumnRanges ranges = ranges(ROWS);
    assertThat(ranges.width()).isEqualTo(5);
    assertThat(ranges.rows()).isEqualTo(3);
    assertThat(ranges.nonZeros()).isEqualTo(10);
    assertThat(ranges.nonZeros(0)).isEqualTo(2);
    assertThat(ranges.nonZeros(2)).isZero();
  }

  @Test
  void constant_oneValueInEveryRow_only() {
    ColumnRanges ranges = ranges(ROWS);
    assertThat(ranges.constant(0)).isFalse();
    assertThat(ranges.constant(1)).isFalse();
    assertThat(ranges.constant(2)).isTrue();
    assertThat(ranges.constant(3)).isTrue();
    assertThat(ranges.constant(4)).isFalse();
  }

  @Test
  void reach_fromAPoint_isTheFarthestValueZerosIncluded() {
    ColumnRanges ranges = ranges(ROWS);
    assertThat(ranges.reach(0, 0)).isEqualTo(7);
    assertThat(ranges.reach(0, 5)).isEqualTo(5);
    assertThat(ranges.reach(1, 0)).isEqualTo(5);
    assertThat(ranges.reach(1, -4)).isEqualTo(3);
    assertThat(ranges.reach(3, 1)).isEqualTo(2);
    assertThat(ranges.reach(4, 3)).isEqualTo(3);
    assertThat(ranges.reach(2, 0)).isZero();
  }

  @Test
  void merge_anyOrderOfParts_isTheSame() {
    SampleRows rows = SampleRows.random(60, 4, 2, 0.3, 2);
    ColumnRanges whole = ranges(rows);
    List<ColumnRanges> parts = new ArrayList<>();
    for (List<Block> blocks : rows.deal(7, true)) {
      for (Block block : blocks) {
        ColumnRanges part = new ColumnRanges(4);
        part.add(block);
        parts.add(part);
      }
    }
    for (int draw = 0; draw < 10; draw++) {
      Collections.shuffle(parts, new Random(draw));
      ColumnRanges merged = new ColumnRanges(4);
      parts.forEach(merged::merge);
      assertThat(merged).usingRecursiveComparison().isEqualTo(whole);
    }
  }

  @Test
  void add_severalBlocks_isTheirUnion() {
    SampleRows rows = SampleRows.random(23, 4, 2, 0.3, 2);
    ColumnRanges added = new ColumnRanges(4);
    rows.deal(1, true).get(0).forEach(added::add);
    assertThat(added).usingRecursiveComparison().isEqualTo(ranges(rows));
  }
}
