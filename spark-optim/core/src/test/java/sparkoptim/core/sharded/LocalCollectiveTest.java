// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sparkoptim.core.reduce.TreeSum;

final class LocalCollectiveTest {
  private static final int LENGTH = 3;

  @Test
  void sum_anyNumberOfShards_isTheFixedTrees() {
    for (int shards = 1; shards <= 17; shards++) {
      Random random = new Random(shards);
      List<ShardFunction> functions = new ArrayList<>();
      TreeSum expected = new TreeSum(LENGTH);
      for (int shard = 0; shard < shards; shard++) {
        double[] answer = random.doubles(LENGTH, -1e6, 1e6).toArray();
        functions.add((request, result) -> System.arraycopy(answer, 0, result, 0, LENGTH));
        System.arraycopy(answer, 0, expected.leaf(), 0, LENGTH);
        expected.add();
      }
      double[] sum = new double[LENGTH];
      expected.finish(sum);
      LocalCollective collective = new LocalCollective(functions, LENGTH - 1);
      double[] result = new double[LENGTH];
      collective.answer(new ShardRequest(), result);
      assertThat(result).as("%d shards", shards).isEqualTo(sum);
      collective.answer(new ShardRequest(), result);
      assertThat(result).as("%d shards, again", shards).isEqualTo(sum);
    }
  }

  @Test
  void sum_severalShards_areAskedInOrderWithTheRequest() {
    List<Integer> asked = new ArrayList<>();
    List<ShardRequest> requests = new ArrayList<>();
    List<ShardFunction> functions = new ArrayList<>();
    for (int shard = 0; shard < 4; shard++) {
      int number = shard;
      functions.add(
          (request, result) -> {
            asked.add(number);
            requests.add(request);
          });
    }
    ShardRequest request = new ShardRequest();
    new LocalCollective(functions, LENGTH - 1).answer(request, new double[LENGTH]);
    assertThat(asked).containsExactly(0, 1, 2, 3);
    assertThat(requests).containsOnly(request);
  }
}
