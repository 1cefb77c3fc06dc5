// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * The GPU that a task may use.
 *
 * @param address as Spark's resource discovery names it; null where the task has none
 * @param reason why it has none, in words
 */
record GpuAddress(String address, String reason) {
  /** Returns a task with several uses the first. */
  static GpuAddress here() {
    TaskContext task = TaskContext.get();
    ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(GpuSettings.GPU);
    if (gpus != null && gpus.addresses().length > 0) {
      return new GpuAddress(gpus.addresses()[0], null);
    }
    SparkEnv env = SparkEnv.get();
    // Spark gives no resources to tasks in the driver's own process.
    return env == null || env.executorId().equals("driver")
        ? new GpuAddress(GpuSettings.localAddress(env), null)
        : new GpuAddress(
            null, "a task of executor " + env.executorId() + " has no resource " + GpuSettings.GPU);
  }
}
