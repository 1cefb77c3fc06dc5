// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.ResourceProfileManager;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * The assignment of GPUs to an application's tasks, from Spark's configuration.
 *
 * @param amount {@code spark.sparkoptim.gpu.amount}: GPUs of a task of rounds, where these tasks
 *     alone get any; 0: they get what all tasks get
 * @param taskCpus {@code spark.task.cpus}
 * @param executors that dynamic allocation starts for rounds; null without it
 */
public record GpuSettings(double amount, int taskCpus, GpuExecutors executors) {
  /** Spark's name of the resource. */
  static final String GPU = "gpu";

  static final String PREFIX = "spark.sparkoptim.gpu.";
  static final String AMOUNT = PREFIX + "amount";
  private static final String LOCAL_ADDRESS = PREFIX + "localAddress";
  private static final String OF_EVERY_TASK = "spark.task.resource.gpu.amount";
  private static final String OF_EVERY_EXECUTOR = "spark.executor.resource.gpu.amount";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

  /** Spark shares a GPU among whole numbers of tasks. */
  private static final double MOST_SHARE = 0.5;

  /**
   * Returns the settings of an application.
   *
   * @throws IllegalArgumentException naming a setting that is out of its range, or has no effect
   *     without another
   */
  public static GpuSettings of(SparkConf conf) {
    boolean dynamic = conf.getBoolean(DYNAMIC, false);
    boolean set = conf.contains(AMOUNT);
    for (String name : GpuExecutors.SETTINGS) {
      if (conf.contains(name) && !(set && dynamic)) {
        throw new IllegalArgumentException(
            "%s has an effect with %s and %s=true only: set %s, or leave it out"
                .formatted(name, AMOUNT, DYNAMIC, set ? "the latter" : "the former"));
      }
    }
    return new GpuSettings(
        set ? amount(conf) : 0,
        conf.getInt("spark.task.cpus", 1),
        set && dynamic ? GpuExecutors.of(conf) : null);
  }

  private static double amount(SparkConf conf) {
    String text = conf.get(AMOUNT);
    try {
      double amount = Double.parseDouble(text);
      if (amount > 0 && (amount <= MOST_SHARE || amount == Math.rint(amount))) {
        return amount;
      }
    } catch (NumberFormatException e) {
      // the same message as for a number out of range
    }
    throw new IllegalArgumentException(
        "%s must be above 0, and a whole number where it is above %s, was %s"
            .formatted(AMOUNT, MOST_SHARE, text));
  }

  /** Returns why tasks of rounds get no GPU, in words; null where they do. */
  String missing(SparkConf conf) {
    if (amount == 0) {
      return conf.getDouble(OF_EVERY_TASK, 0) > 0
          ? null
          : "tasks get no GPUs: neither %s nor %s is set".formatted(OF_EVERY_TASK, AMOUNT);
    }
    double has = executors == null ? conf.getDouble(OF_EVERY_EXECUTOR, 0) : executors.gpus();
    return has >= amount
        ? null
        : "a task of rounds needs %s GPUs (%s) and an executor has %s (%s)"
            .formatted(amount, AMOUNT, has, OF_EVERY_EXECUTOR);
  }

  /**
   * Returns the resource profile of tasks of rounds; null for what all tasks do, and always in
   * local mode, where Spark knows no resources.
   */
  public ResourceProfile profile(SparkContext spark) {
    if (amount == 0 || spark.isLocal()) {
      return null;
    }
    ResourceProfileBuilder profile =
        new ResourceProfileBuilder()
            .require(new TaskResourceRequests().cpus(taskCpus).resource(GPU, amount));
    if (executors != null) {
      profile.require(executors.requests());
    }
    return registered(spark.resourceProfileManager(), profile.build());
  }

  /** Spark keeps every profile and its executors apart: fits with equal needs share one. */
  private static ResourceProfile registered(ResourceProfileManager all, ResourceProfile made) {
    ResourceProfile profile = all.getEquivalentProfile(made).getOrElse(() -> made);
    all.addResourceProfile(profile);
    return profile;
  }

  /** Returns the GPU of local mode. */
  static String localAddress(SparkEnv env) {
    return env == null ? "0" : env.conf().get(LOCAL_ADDRESS, "0");
  }
}
