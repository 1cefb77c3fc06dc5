// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.reduce.FixedTree;

/**
 * Runs a body on threads as ranks. Each rank holds a contiguous part of every vector, cut at the
 * borders of {@link FixedTree#BLOCK} coordinates; there are ranks that hold nothing when there are
 * more ranks than blocks. The objective that a rank sees gathers the parts, has the whole objective
 * evaluated once, and hands each rank its part. Ranks that call different collectives, or the same
 * with other numbers, fail with a message that says where each of them is.
 */
public final class Ranks {
  private static final double TIMEOUT_SECONDS = 30;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "rank");
            thread.setDaemon(true);
            return thread;
          });

  private Ranks() {}

  /**
   * What the body makes of each rank's part, in the order of ranks. An exception that all ranks
   * throw alike comes out as it is.
   *
   * @param whole used by one thread at a time
   */
  public static <T> List<T> run(
      int ranks, StochasticObjective whole, Function<StochasticObjective, T> body) {
    return run(ranks, TIMEOUT_SECONDS, whole, body);
  }

  static <T> List<T> run(
      int ranks,
      double timeoutSeconds,
      StochasticObjective whole,
      Function<StochasticObjective, T> body) {
    LockstepBarrier barrier = new LockstepBarrier(ranks, timeoutSeconds);
    Gathered gathered = new Gathered(whole);
    List<Future<T>> others = new ArrayList<>();
    for (int rank = 1; rank < ranks; rank++) {
      RankObjective part = new RankObjective(gathered, barrier, ranks, rank);
      others.add(THREADS.submit(() -> part.run(body)));
    }
    List<T> results = new ArrayList<>();
    results.add(new RankObjective(gathered, barrier, ranks, 0).run(body));
    others.forEach(other -> results.add(get(other)));
    return results;
  }

  private static <T> T get(Future<T> result) {
    try {
      return result.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** First coordinate of a rank's part; the dimension for the rank after the last. */
  static int offset(int dimension, int ranks, int rank) {
    int blocks = (dimension + FixedTree.BLOCK - 1) / FixedTree.BLOCK;
    return Math.min(dimension, blocks * rank / ranks * FixedTree.BLOCK);
  }

  /** The part of a whole vector that a rank holds. */
  public static double[] part(Space space, double[] whole) {
    return Arrays.copyOfRange(whole, space.offset(), space.offset() + space.size());
  }

  /** The whole vector of the parts. */
  public static double[] join(List<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }
}
