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
import sparkoptim.core.PlainText;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.study.Deadline;
import sparkoptim.study.FinishedRuns;
import sparkoptim.study.StudySetup;

/** Makes runs, one a core, each of one thread; what a run gives depends on its task alone. */
final class Tasks {
  private final Trainer trainer;
  private final StudySetup setup;
  private final String code;
  private final Map<Task, NetworkRun> runs = new HashMap<>();

  Tasks(Trainer trainer, StudySetup setup) {
    this.trainer = trainer;
    this.setup = setup;
    code = FinishedRuns.code(Tasks.class) + ", rows " + setup.rows();
  }

  /** Makes the runs that are not there yet. */
  void make(List<Task> tasks) {
    List<Task> missing = tasks.stream().distinct().filter(task -> !runs.containsKey(task)).toList();
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<NetworkRun>> made = new ArrayList<>();
      for (Task task : missing) {
        made.add(threads.submit(() -> kept(task)));
      }
      for (int i = 0; i < made.size(); i++) {
        runs.put(missing.get(i), made.get(i).get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the study was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Deadline.PassedException over) {
        throw over;
      }
      throw new IllegalStateException("a run failed: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private NetworkRun kept(Task task) {
    String name = PlainText.of("network study %s, seed %d, %s", code, setup.seed(), task);
    return NetworkRun.of(setup.finished().get(name, () -> run(task).numbers()));
  }

  private NetworkRun run(Task task) {
    if (MKL.isMKLLoaded()) {
      MKL.setNumThreads(1);
    }
    Candidate contender = task.contender();
    return trainer.train(
        contender.method(task.rate()),
        task.budget().steps(contender.cost(), trainer.stepsPerEpoch()),
        CounterRandom.key(setup.seed(), task.seed()),
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
