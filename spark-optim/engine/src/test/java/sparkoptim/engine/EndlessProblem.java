// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.List;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.BatchRows;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * The squared norm of the point, at one pass over the rows an evaluation; or so many passes that an
 * evaluation does not end by itself.
 */
record EndlessProblem(long rows, int shards, boolean longSteps) implements ShardedProblem {
  @Override
  public int dimension() {
    return 1;
  }

  @Override
  public double weight() {
    return rows;
  }

  @Override
  public double[] penalty() {
    return new double[] {1};
  }

  @Override
  public Set<Capability> offers() {
    return Set.of();
  }

  @Override
  public ShardFunction shard(int index, List<Block> blocks, boolean remember) {
    BatchRows rows = new BatchRows(blocks, index, shards, 1);
    return (request, result) -> {
      do {
        visit(rows, request);
      } while (longSteps);
      result[0] = 0;
      result[1] = 0;
    };
  }

  private static void visit(BatchRows rows, ShardRequest request) {
    rows.seek(request);
    int[] row = new int[1];
    while (rows.next(row, 1) > 0) {
      continue;
    }
  }
}
