// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.Arrays;
import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.BatchRows;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardRequest.Kind;

/**
 * One shard of a perceptron. Rows are gathered into micro-batches in their order, so that a sum
 * depends on data, batch and number of shards alone. Nothing is remembered at snapshots: a
 * variance-reduced gradient takes each micro-batch forwards and backwards twice.
 */
final class PerceptronShard<A> implements ShardFunction {
  private final Kernels<A> kernels;
  private final PerceptronPass<A> network;
  private final BatchRows rows;
  private final int[] chunk;
  private A point;
  private A snapshot;
  private A gradient;

  PerceptronShard(Perceptron problem, Kernels<A> kernels, int shard, List<Block> blocks) {
    this.kernels = kernels;
    int most = blocks.stream().mapToInt(Block::rows).sum();
    network = new PerceptronPass<>(problem.layers(), kernels, most);
    chunk = new int[network.capacity()];
    rows = new BatchRows(blocks, shard, problem.shards(), problem.seed());
  }

  @Override
  public void answer(ShardRequest request, double[] result) {
    if (request.kind != Kind.EVALUATE && request.kind != Kind.FULL_GRADIENT) {
      throw new UnsupportedOperationException("a perceptron has no answer to " + request.kind);
    }
    Arrays.fill(result, 0);
    point = kernels.load(request.point, point);
    boolean reduced = request.snapshot != null && request.coefficient != 0;
    if (reduced) {
      snapshot = kernels.load(request.snapshot, snapshot);
    }
    double loss = 0;
    rows.seek(request);
    while (fillMicroBatch()) {
      gradient = kernels.begin(result, gradient);
      loss += network.gradient(point, 1, gradient);
      if (reduced) {
        network.gradient(snapshot, -request.coefficient, gradient);
      }
      kernels.end(gradient, result);
    }
    result[result.length - 1] = loss;
  }

  private boolean fillMicroBatch() {
    network.clear();
    int count = -1;
    while (network.rows() < network.capacity() && count != 0) {
      count = rows.next(chunk, network.capacity() - network.rows());
      for (int i = 0; i < count; i++) {
        network.add(rows.block(), chunk[i]);
      }
    }
    return network.rows() > 0;
  }
}
