// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import scala.Tuple2;
import sparkoptim.engine.line.ScalaCollections;

/**
 * The slots in which tasks can run at once.
 *
 * @param count of tasks
 * @param free those of them in which nothing runs
 * @param most that there may come to be, as far as the settings tell
 * @param bytes that all executors have for cached rows
 * @param mostBytes that there may come to be of them, as far as the settings tell
 * @param bytesOfOne that the smallest executor has for them
 * @param dynamic whether executors come and go with the load
 * @param copies whether Spark may run a task of such executors twice at once
 */
record Slots(
    long count,
    long free,
    long most,
    double bytes,
    double mostBytes,
    double bytesOfOne,
    boolean dynamic,
    boolean copies) {
  /**
   * Returns the slots of an application at this moment.
   *
   * @param profile what tasks ask of Spark; null for what all tasks do
   * @param device whether tasks compute on a GPU: in local mode, where Spark gives none to tasks,
   *     one is there, and ranks would only share it
   */
  static Slots of(SparkContext spark, ResourceProfile profile, boolean device) {
    ResourceProfile asked =
        profile == null ? spark.resourceProfileManager().defaultResourceProfile() : profile;
    double all = 0;
    double smallest = Double.MAX_VALUE;
    int executors = spark.getExecutorMemoryStatus().size();
    for (var executor :
        ScalaCollections.java(spark.env().blockManager().master().getMemoryStatus()).entrySet()) {
      // The driver holds rows only where it is the executor.
      if (executors == 1 || !executor.getKey().isDriver()) {
        Tuple2<Object, Object> memory = executor.getValue();
        all += (Long) memory._1();
        smallest = Math.min(smallest, (Long) memory._1());
      }
    }
    boolean dynamic = isDynamic(spark.conf());
    long count = device && spark.isLocal() ? 1 : spark.maxNumConcurrentTasks(asked);
    long most = profile == null ? most(spark, count) : count;
    return new Slots(
        count,
        Math.max(0, count - running(spark)),
        most,
        all,
        dynamic ? Math.max(all, mostExecutors(spark.conf()) * smallest) : all,
        smallest,
        dynamic,
        dynamic && spark.conf().getBoolean("spark.speculation", false));
  }

  static boolean isDynamic(SparkConf conf) {
    return conf.getBoolean("spark.dynamicAllocation.enabled", false);
  }

  /** Executors may be late at the start of an application, or lost for a moment. */
  private static long most(SparkContext spark, long count) {
    SparkConf conf = spark.conf();
    if (spark.isLocal()) {
      return count;
    }
    long executors =
        isDynamic(conf) ? mostExecutors(conf) : conf.getInt("spark.executor.instances", 0);
    return Math.max(count, executors * ofAnExecutor(conf));
  }

  private static long mostExecutors(SparkConf conf) {
    return conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE);
  }

  /** Returns the slots of one executor; 1 where the settings do not tell. */
  static long ofAnExecutor(SparkConf conf) {
    int cores = conf.getInt("spark.executor.cores", 1);
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }

  private static long running(SparkContext spark) {
    return spark.taskScheduler() instanceof TaskSchedulerImpl scheduler
        ? ScalaCollections.java(scheduler.runningTasksByExecutors()).values().stream()
            .mapToLong(tasks -> (Integer) tasks)
            .sum()
        : 0;
  }
}
