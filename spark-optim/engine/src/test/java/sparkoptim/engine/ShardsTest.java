// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sparkoptim.engine.rows.PackedRows;
import sparkoptim.engine.rows.RowRules;

class ShardsTest {
  private static final RowRules RULES = new RowRules("label", "features", "w", 2);
  private static final long MUCH = 1L << 40;

  /** The tree as brackets. */
  private static String merged(int shards, long bytes) {
    try (PackedRows packed =
            PackedRows.of(LocalSpark.rows(LocalSpark.logisticRows(40, 5, 1), 3), RULES);
        Shards dealt = packed.intoShards(shards)) {
      return dealt.reduce(
          (shard, blocks) -> shard.toString(), (a, b) -> "(" + a + " " + b + ")", bytes);
    }
  }

  @Test
  void reduce_anySize_mergesInTheFixedTree() {
    for (int shards : new int[] {1, 2, 4, 8, 32}) {
      List<String> leaves =
          IntStream.range(0, shards).mapToObj(Integer::toString).collect(Collectors.toList());
      String expected = TreeMerge.of(leaves, (a, b) -> "(" + a + " " + b + ")");
      assertThat(merged(shards, 1)).isEqualTo(expected);
      assertThat(merged(shards, MUCH)).isEqualTo(expected);
    }
    assertThat(merged(4, MUCH)).isEqualTo("((0 1) (2 3))");
  }

  @Test
  void run_ofShards_leavesTheDriverAboutTheirRoot() {
    assertThat(IntStream.of(1, 2, 4, 8, 64, 4096).map(s -> s / TreeMerge.run(s)))
        .containsExactly(1, 1, 2, 2, 8, 64);
  }
}
