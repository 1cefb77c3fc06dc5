// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import com.intel.analytics.bigdl.mkl.MKL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import sparkoptim.core.data.CounterRandom;

/** Makes runs, one a core, each of one thread; what a run gives depends on its task alone. */
final class Tasks {
  private final Trainer trainer;
  private final long seed;
  private final Map<Task, NetworkRun> runs = new HashMap<>();

  Tasks(Trainer trainer, long seed) {
    this.trainer = trainer;
    this.seed = seed;
  }

  /** Makes the runs that are not there yet. */
  void make(List<Task> tasks) {
    List<Task> missing = tasks.stream().distinct().filter(task -> !runs.containsKey(task)).toList();
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<NetworkRun>> made = new ArrayList<>();
      for (Task task : missing) {
        made.add(threads.submit(() -> run(task)));
      }
      for (int i = 0; i < made.size(); i++) {
        runs.put(missing.get(i), made.get(i).get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the study was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run failed: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private NetworkRun run(Task task) {
    if (MKL.isMKLLoaded()) {
      MKL.setNumThreads(1);
    }
    Candidate contender = task.contender();
    return trainer.train(
        contender.method(task.rate()),
        task.budget().steps(contender.cost(), trainer.stepsPerEpoch()),
        CounterRandom.key(seed, task.seed()),
        task.followed());
  }

  /** Returns a run that was made. */
  NetworkRun of(Task task) {
    NetworkRun run = runs.get(task);
    if (run == null) {
      throw new IllegalStateException("not made: " + task);
    }
    return run;
  }
}
