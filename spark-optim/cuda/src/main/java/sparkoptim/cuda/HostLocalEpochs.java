// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.List;
import sparkoptim.core.reduce.TreeSum;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardRequest;

/**
 * Passes of single-row steps over several shards on the host, side by side on the cores that are
 * idle while one task has the device: shards know nothing of each other until their ends are added.
 */
final class HostLocalEpochs {
  private final List<ShardFunction> shards;
  private final TreeSum sum;
  private final int length;

  /**
   * Creates the local epochs of shards.
   *
   * @param length of an answer
   */
  HostLocalEpochs(List<ShardFunction> shards, int length) {
    this.shards = shards;
    this.length = length;
    sum = new TreeSum(length);
  }

  /** Adds the shards' answers, with the bits of a sequential run. */
  void answer(ShardRequest request, int from, int to, double[] result) {
    ParallelWindows.of(
        to - from,
        shard -> {
          double[] answer = new double[length];
          shards.get(from + shard).answer(request, answer);
          return answer;
        },
        (shard, answer) -> {
          System.arraycopy(answer, 0, sum.leaf(), 0, length);
          sum.add();
        });
    sum.finish(result);
  }
}
