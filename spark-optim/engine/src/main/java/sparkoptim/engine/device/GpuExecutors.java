// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ExecutorResourceRequests;

/**
 * Executors with GPUs that dynamic allocation starts for rounds, beside those without.
 *
 * @param gpus of one executor, above 0
 * @param cores of one executor, above 0
 * @param memory of one executor as Spark writes it; empty for the size of the others
 * @param discoveryScript empty where the cluster's workers know their GPUs, as standalone ones do
 * @param vendor as Kubernetes needs it, {@code nvidia.com}; empty elsewhere
 */
record GpuExecutors(int gpus, int cores, String memory, String discoveryScript, String vendor) {
  private static final String GPUS = GpuSettings.PREFIX + "executorGpus";
  private static final String CORES = GpuSettings.PREFIX + "executorCores";
  private static final String MEMORY = GpuSettings.PREFIX + "executorMemory";
  private static final String SCRIPT = GpuSettings.PREFIX + "discoveryScript";
  private static final String VENDOR = GpuSettings.PREFIX + "vendor";
  private static final String OF_ALL = "spark.executor.resource.gpu.";

  /** All settings that only these executors have. */
  static final List<String> SETTINGS = List.of(GPUS, CORES, MEMORY, SCRIPT, VENDOR);

  /**
   * Returns the values of an application's settings; those of all executors replace what is not
   * set.
   *
   * @throws IllegalArgumentException naming the setting that is missing or out of its range
   */
  static GpuExecutors of(SparkConf conf) {
    String master = conf.get("spark.master", "");
    boolean kubernetes = master.startsWith("k8s");
    String script = conf.get(SCRIPT, conf.get(OF_ALL + "discoveryScript", ""));
    if (script.isEmpty() && (kubernetes || master.startsWith("yarn"))) {
      throw missing(SCRIPT, "executors on " + (kubernetes ? "Kubernetes" : "YARN") + " run it");
    }
    String vendor = conf.get(VENDOR, conf.get(OF_ALL + "vendor", ""));
    if (vendor.isEmpty() && kubernetes) {
      throw missing(VENDOR, "Kubernetes names GPUs by it, as in nvidia.com");
    }
    return new GpuExecutors(
        count(conf, GPUS, OF_ALL + "amount"),
        count(conf, CORES, "spark.executor.cores"),
        conf.get(MEMORY, ""),
        script,
        vendor);
  }

  private static int count(SparkConf conf, String name, String ofAll) {
    String text = conf.get(name, conf.get(ofAll, ""));
    if (text.isEmpty()) {
      throw missing(name, "and so is " + ofAll);
    }
    try {
      int count = Integer.parseInt(text);
      if (count > 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      // the same message as for a number out of range
    }
    throw new IllegalArgumentException(
        "%s must be a whole number above 0, was %s".formatted(name, text));
  }

  private static IllegalArgumentException missing(String name, String why) {
    return new IllegalArgumentException(
        "%s must be set with %s and dynamic allocation, was not: %s"
            .formatted(name, GpuSettings.AMOUNT, why));
  }

  ExecutorResourceRequests requests() {
    ExecutorResourceRequests requests =
        new ExecutorResourceRequests()
            .cores(cores)
            .resource(GpuSettings.GPU, gpus, discoveryScript, vendor);
    return memory.isEmpty() ? requests : requests.memory(memory);
  }
}
