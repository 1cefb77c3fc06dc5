// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.reduce.FixedTree;
import sparkoptim.core.testing.SampleRows;

final class ColumnMomentsTest {
  /** Of shards in the fixed tree. */
  private static ColumnMoments merge(List<ColumnMoments> shards) {
    if (shards.size() == 1) {
      return shards.get(0);
    }
    int left = FixedTree.left(shards.size());
    return merge(shards.subList(0, left)).merge(merge(shards.subList(left, shards.size())));
  }

  /** Sums of some hundred terms around 1. */
  private static final Percentage ROUNDING = Percentage.withPercentage(1e-10);

  /** Means of 1e8 are known to 1.5e-8, which is what their differences are off by. */
  private static final Percentage OFFSET_ROUNDING = Percentage.withPercentage(1e-6);

  private static final double OFFSET = 1e8;

  private static ColumnMoments moments(SampleRows rows, int shards) {
    return merge(
        rows.deal(shards, true).stream()
            .map(blocks -> ColumnMoments.of(rows.width(), blocks))
            .toList());
  }

  /** Two passes over the rows, zeros written out; each value less {@code shift}. */
  private static double[] naive(SampleRows rows, int column, double shift) {
    double weight = rows.weight();
    double squaredWeight = 0;
    double mean = 0;
    for (int i = 0; i < rows.size(); i++) {
      mean += rows.weights()[i] * (rows.features()[i][column] - shift) / weight;
      squaredWeight += rows.weights()[i] * rows.weights()[i];
    }
    double squares = 0;
    for (int i = 0; i < rows.size(); i++) {
      double deviation = rows.features()[i][column] - shift - mean;
      squares += rows.weights()[i] * deviation * deviation;
    }
    return new double[] {mean, Math.sqrt(squares / (weight - squaredWeight / weight))};
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void moments_sparseWeightedRows_areTheNaiveOnes(int shards) {
    SampleRows rows = SampleRows.random(120, 5, 2, 0.4, 3);
    ColumnMoments moments = moments(rows, shards);
    assertThat(moments.weight()).isCloseTo(rows.weight(), ROUNDING);
    for (int j = 0; j < rows.width(); j++) {
      double[] expected = naive(rows, j, 0);
      assertThat(moments.mean(j)).isCloseTo(expected[0], ROUNDING);
      assertThat(moments.deviation(j)).isCloseTo(expected[1], ROUNDING);
    }
  }

  /** A sum of squares less a squared mean would be left with no digit: 1e16 against 1. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void moments_largeOffset_doNotCancel(int shards) {
    SampleRows rows = SampleRows.random(400, 2, 2, 1, 4);
    for (double[] row : rows.features()) {
      row[0] += OFFSET;
    }
    ColumnMoments moments = moments(rows, shards);
    double[] expected = naive(rows, 0, OFFSET);
    assertThat(moments.mean(0)).isCloseTo(OFFSET + expected[0], Percentage.withPercentage(1e-12));
    assertThat(moments.deviation(0)).isCloseTo(expected[1], OFFSET_ROUNDING);
  }

  @Test
  void moments_withoutWeights_countEveryRowOnce() {
    double[] ones = {1, 1, 1};
    int[] offsets = {0, 1, 1, 2};
    Block weighted =
        new Block(0, 0, 1, new double[3], ones, offsets, new int[2], new double[] {3, 6});
    Block unweighted =
        new Block(0, 0, 1, new double[3], null, offsets, new int[2], new double[] {3, 6});
    for (Block block : List.of(weighted, unweighted)) {
      ColumnMoments moments = ColumnMoments.of(1, List.of(block));
      assertThat(moments.weight()).isEqualTo(3);
      assertThat(moments.mean(0)).isEqualTo(3);
      assertThat(moments.deviation(0)).isEqualTo(3);
    }
  }

  @Test
  void deviation_constantColumn_isZero() {
    SampleRows rows = SampleRows.random(50, 3, 2, 1, 5);
    for (double[] row : rows.features()) {
      row[1] = 0;
      row[2] = 4;
    }
    assertThat(moments(rows, 4).deviation(0)).isPositive();
    assertThat(moments(rows, 4).mean(1)).isZero();
    assertThat(moments(rows, 4).deviation(1)).isZero();
    assertThat(moments(rows, 4).mean(2)).isCloseTo(4, ROUNDING);
    assertThat(moments(rows, 4).deviation(2)).isLessThan(1e-12);
  }

  @Test
  void deviation_singleRow_isZero() {
    SampleRows row = SampleRows.random(1, 2, 2, 1, 6);
    assertThat(moments(row, 1).deviation(0)).isZero();
    assertThat(moments(row, 1).mean(0)).isCloseTo(row.features()[0][0], ROUNDING);
  }

  /** The order of merging is the fixed tree's: its bits are part of the promise. */
  @Test
  void merge_shards_isTheFixedTrees() {
    SampleRows rows = SampleRows.random(70, 3, 2, 0.5, 7);
    List<ColumnMoments> shards =
        rows.deal(5, true).stream().map(blocks -> ColumnMoments.of(3, blocks)).toList();
    ColumnMoments merged = merge(shards);
    ColumnMoments first = merge(List.of(merge(shards.subList(0, 2)), merge(shards.subList(2, 4))));
    ColumnMoments byHand = merge(List.of(first, shards.get(4)));
    for (int j = 0; j < 3; j++) {
      assertThat(merged.mean(j)).isEqualTo(byHand.mean(j));
      assertThat(merged.deviation(j)).isEqualTo(byHand.deviation(j));
    }
  }

  @Test
  void merge_leavesThePartsAlone() {
    SampleRows rows = SampleRows.random(40, 2, 2, 0.5, 8);
    ColumnMoments part = ColumnMoments.of(2, rows.deal(2, true).get(0));
    double mean = part.mean(0);
    double deviation = part.deviation(0);
    merge(List.of(part, ColumnMoments.of(2, rows.deal(2, true).get(1))));
    assertThat(part.mean(0)).isEqualTo(mean);
    assertThat(part.deviation(0)).isEqualTo(deviation);
  }

  /** MLlib's weighted variance of (1, 2, 4) with weights (1, 2, 3). */
  @Test
  void deviation_reliabilityWeights_areMLlibs() {
    SampleRows rows =
        new SampleRows(new double[][] {{1}, {2}, {4}}, new double[3], new double[] {1, 2, 3});
    double mean = 17.0 / 6;
    double squares =
        Arrays.stream(new double[][] {{1, 1}, {2, 2}, {4, 3}})
            .mapToDouble(row -> row[1] * (row[0] - mean) * (row[0] - mean))
            .sum();
    assertThat(moments(rows, 1).deviation(0))
        .isCloseTo(Math.sqrt(squares / (6 - 14.0 / 6)), ROUNDING);
  }

  @Test
  void merge_emptyShard_changesNothing() {
    Block block =
        new Block(
            0, 0, 1, new double[2], null, new int[] {0, 1, 2}, new int[2], new double[] {1, 4});
    ColumnMoments some = ColumnMoments.of(1, List.of(block));
    ColumnMoments none = ColumnMoments.of(1, List.of());
    for (List<ColumnMoments> shards : List.of(List.of(some, none), List.of(none, some))) {
      ColumnMoments merged = merge(shards);
      assertThat(merged.mean(0)).isEqualTo(2.5);
      assertThat(merged.deviation(0)).isEqualTo(some.deviation(0));
      assertThat(merged.weight()).isEqualTo(2);
    }
    assertThat(merge(List.of(none, none)).deviation(0)).isZero();
  }
}
