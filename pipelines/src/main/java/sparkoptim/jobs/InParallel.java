// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Work of the driver that waits for small Spark jobs, several of them at a time. */
final class InParallel {
  private InParallel() {}

  /** Runs several tasks at a time; all are over when this returns, also where one threw. */
  static void run(Runnable... tasks) {
    map(
        List.of(tasks),
        tasks.length,
        task -> {
          task.run();
          return task;
        });
  }

  /**
   * Applies a function to each element. All calls are over when this returns, also where one threw.
   *
   * @param most how many calls run at a time
   * @return the results, in the order of the elements
   * @throws RuntimeException (or an Error) that of the first element whose call threw one
   */
  static <A, B> List<B> map(List<A> elements, int most, Function<A, B> function) {
    ExecutorService threads = Executors.newFixedThreadPool(most);
    try {
      List<Callable<B>> calls = new ArrayList<>();
      elements.forEach(element -> calls.add(() -> function.apply(element)));
      List<B> results = new ArrayList<>();
      for (Future<B> ended : threads.invokeAll(calls)) {
        results.add(ended.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while others worked");
    } finally {
      threads.shutdownNow();
    }
  }
}
