// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import org.apache.spark.SparkConf;
import sparkoptim.engine.device.GpuSettings;

/** How many tasks the executors that the settings ask for run at once. */
final class WantedSlots {
  private static final String TASK = "spark.task.resource.";
  private static final String EXECUTOR = "spark.executor.resource.";
  private static final String AMOUNT = ".amount";

  private WantedSlots() {}

  /**
   * Returns the number of tasks; 0 where dynamic allocation starts executors with GPUs only when a
   * stage needs them.
   *
   * @param gpu whether tasks get GPUs as those of rounds do, and not as all others
   * @param executors if the settings say no number
   */
  static long of(SparkConf conf, boolean gpu, int executors) {
    int slots = conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1);
    GpuSettings gpus = gpu ? GpuSettings.of(conf) : null;
    if (gpu && gpus.executors() != null) {
      return 0;
    }
    int shared = gpu && gpus.amount() > 0 ? sharing(conf, "gpu", gpus.amount()) : sharing(conf);
    return (long) conf.getInt("spark.executor.instances", executors)
        * Math.max(1, Math.min(slots, shared));
  }

  /** Of all resources that every task gets. */
  private static int sharing(SparkConf conf) {
    int slots = Integer.MAX_VALUE;
    for (var setting : conf.getAllWithPrefix(TASK)) {
      if (setting._1().endsWith(AMOUNT)) {
        String name = setting._1().substring(0, setting._1().length() - AMOUNT.length());
        slots = Math.min(slots, sharing(conf, name, Double.parseDouble(setting._2())));
      }
    }
    return slots;
  }

  /** Spark divides one of a resource among whole tasks, and gives a task whole ones. */
  private static int sharing(SparkConf conf, String name, double amount) {
    double has = conf.getDouble(EXECUTOR + name + AMOUNT, 0);
    return (int) (amount <= 1 ? Math.floor(1 / amount) * has : has / amount);
  }
}
