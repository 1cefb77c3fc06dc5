// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;

/** The seconds of jobs by the names of their last stages. */
final class SparkJobs extends SparkListener {
  private record Job(int id, String name, long start, double seconds) {}

  private final List<Job> open = new ArrayList<>();
  private final List<Job> done = new ArrayList<>();

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    open.add(new Job(start.jobId(), start.stageInfos().last().name(), start.time(), 0));
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd end) {
    open.stream()
        .filter(job -> job.id == end.jobId())
        .forEach(job -> done.add(new Job(job.id, job.name, 0, (end.time() - job.start) / 1e3)));
    open.removeIf(job -> job.id == end.jobId());
  }

  synchronized void clear() {
    done.clear();
  }

  synchronized List<Double> seconds(String name) {
    return done.stream().filter(job -> job.name.contains(name)).map(Job::seconds).toList();
  }
}
