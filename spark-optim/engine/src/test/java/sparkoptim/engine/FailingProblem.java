// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import sparkoptim.core.Capability;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * A linear problem whose shard 0 fails. What happened is counted in statics: tasks of a local Spark
 * are in this JVM.
 *
 * @param from so many answers are given first
 * @param failures answers after them that fail
 * @param waits whether an answer that fails first waits to be interrupted
 */
record FailingProblem(LinearProblem problem, int from, int failures, boolean waits)
    implements ShardedProblem {
  static final AtomicInteger ANSWERS = new AtomicInteger();
  static volatile CountDownLatch waiting = new CountDownLatch(1);

  @Override
  public ShardFunction shard(int index, List<Block> blocks, boolean remember) {
    ShardFunction function = problem.shard(index, blocks, remember);
    return index > 0
        ? function
        : (request, result) -> {
          int answer = ANSWERS.getAndIncrement();
          if (answer >= from && answer - from < failures) {
            fail();
          }
          function.answer(request, result);
        };
  }

  private void fail() {
    if (waits) {
      waiting.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    throw new IllegalStateException("a fault of the test");
  }

  @Override
  public int dimension() {
    return problem.dimension();
  }

  @Override
  public long rows() {
    return problem.rows();
  }

  @Override
  public double weight() {
    return problem.weight();
  }

  @Override
  public int shards() {
    return problem.shards();
  }

  @Override
  public double[] penalty() {
    return problem.penalty();
  }

  @Override
  public Set<Capability> offers() {
    return problem.offers();
  }

  @Override
  public Map<String, String> settings() {
    return problem.settings();
  }
}
