// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.SampleRows;

final class BatchRowsTest {
  private static List<Integer> walk(LinearCase of, BatchRows rows, int shard, ShardRequest asked) {
    List<Integer> walked = new ArrayList<>();
    rows.seek(asked);
    int[] some = new int[3];
    for (int count = rows.next(some, 3); count > 0; count = rows.next(some, 3)) {
      for (int i = 0; i < count; i++) {
        walked.add(of.row(shard, rows.block(), some[i]));
      }
    }
    assertThat(rows.next(some, 3)).isZero();
    return walked;
  }

  private static BatchRows rows(LinearCase of, int shard) {
    return new BatchRows(of.blocks().get(shard), shard, of.shards(), of.problem().seed());
  }

  private static ShardRequest request(long epoch, long from, long to) {
    ShardRequest request = new ShardRequest();
    request.epoch = epoch;
    request.from = from;
    request.to = to;
    return request;
  }

  @ParameterizedTest
  @CsvSource({"10, 4", "7, 1", "3, 8", "16, 2", "1, 4", "5, 64"})
  void batch_ofEveryShard_isItsPartOfTheOrder(int batchSize, int shards) {
    LinearCase problem = LinearCase.logistic().in(shards);
    int size = problem.rows().size();
    for (int shard = 0; shard < shards; shard++) {
      BatchRows rows = rows(problem, shard);
      for (long epoch : new long[] {0, 1, 0}) {
        List<Integer> order = problem.order(epoch);
        for (int from = 0; from < size; from += batchSize) {
          int to = Math.min(from + batchSize, size);
          List<Integer> expected = new ArrayList<>();
          for (int position = from; position < to; position++) {
            if (position % shards == shard) {
              expected.add(order.get(position));
            }
          }
          assertThat(walk(problem, rows, shard, request(epoch, from, to))).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void all_liesAsStored_alsoBetweenBatches() {
    LinearCase problem = LinearCase.logistic().in(2);
    BatchRows rows = rows(problem, 1);
    List<Integer> expected = new ArrayList<>();
    for (int row = 1; row < problem.rows().size(); row += 2) {
      expected.add(row);
    }
    for (int from = 0; from < 30; from += 10) {
      assertThat(walk(problem, rows, 1, request(0, 0, -1))).isEqualTo(expected);
      assertThat(walk(problem, rows, 1, request(3, from, from + 10))).hasSize(5);
    }
  }

  @Test
  void shard_withoutRows_hasNone() {
    BatchRows none = new BatchRows(List.of(), 3, 4, 1);
    none.seek(request(0, 0, -1));
    assertThat(none.next(new int[1], 1)).isZero();
    none.seek(request(0, 0, 3));
    assertThat(none.next(new int[1], 1)).isZero();
  }

  @Test
  void all_emptyBlocks_areSkipped() {
    Block full = SampleRows.identity(2).deal(1, true).get(0).get(0);
    Block empty = new Block(0, 0, 2, new double[0], null, new int[1], new int[0], new double[0]);
    BatchRows rows = new BatchRows(List.of(empty, full, empty), 0, 1, 1);
    rows.seek(request(0, 0, -1));
    int[] some = new int[9];
    assertThat(rows.next(some, 9)).isEqualTo(2);
    assertThat(rows.block()).isSameAs(full);
    assertThat(some).startsWith(0, 1);
    assertThat(rows.next(some, 9)).isZero();
  }
}
