// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.testing.SampleRows;

final class RowNormsTest {
  private static final Percentage ROUNDING = Percentage.withPercentage(1e-12);

  @ParameterizedTest
  @CsvSource({"1, true, true", "3, true, false", "8, false, true", "64, false, false"})
  void norms_weightedRows_areTheNaiveOnes(int shards, boolean sparse, boolean intercept) {
    SampleRows rows = SampleRows.random(37, 6, 2, 0.5, 13);
    double largest = 0;
    double sum = 0;
    for (int i = 0; i < rows.size(); i++) {
      double norm = intercept ? 1 : 0;
      for (double value : rows.features()[i]) {
        norm += value * value;
      }
      largest = Math.max(largest, rows.weights()[i] * norm);
      sum += rows.weights()[i] * norm;
    }
    List<RowNorms> norms = new ArrayList<>();
    for (List<Block> blocks : rows.deal(shards, sparse)) {
      norms.add(RowNorms.of(blocks, intercept));
    }
    assertThat(RowNorms.largest(norms)).isCloseTo(largest, ROUNDING);
    assertThat(RowNorms.sum(norms)).isCloseTo(sum, ROUNDING);
  }

  @Test
  void sum_shards_areAddedInTheFixedTree() {
    double[] squares = {1e16, 1, 1, 1, 1};
    List<RowNorms> norms = new ArrayList<>();
    for (double square : squares) {
      double[] value = {Math.sqrt(square)};
      Block block = new Block(0, 0, 1, new double[1], null, null, null, value);
      norms.add(RowNorms.of(List.of(block), false));
    }
    assertThat(RowNorms.sum(norms)).isEqualTo(((1e16 + 1) + (1.0 + 1)) + 1);
    assertThat(RowNorms.sum(norms)).isNotEqualTo(1e16 + 1 + 1 + 1 + 1);
  }
}
