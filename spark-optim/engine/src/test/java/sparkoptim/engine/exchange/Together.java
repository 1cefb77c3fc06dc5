// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs what several ranks do, each on a thread of its own, and waits for all. */
final class Together {
  private static final long SECONDS = 30;

  private Together() {}

  /** What one rank does. */
  interface Part<T> {
    T run(int rank) throws Exception;
  }

  /** The results by rank; the first failure is thrown as it is. */
  static <T> List<T> run(int ranks, Part<T> part) throws Exception {
    List<T> results = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(ranks);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        int own = rank;
        Callable<T> call = () -> part.run(own);
        futures.add(threads.submit(call));
      }
      for (Future<T> future : futures) {
        results.add(future.get(SECONDS, TimeUnit.SECONDS));
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
    return results;
  }
}
