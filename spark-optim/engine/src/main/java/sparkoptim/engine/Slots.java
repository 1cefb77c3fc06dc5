// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import scala.Tuple2;
import sparkoptim.engine.line.ScalaCollections;

/**
 * The slots in which tasks can run at once.
 *
 * @param count of tasks
 * @param bytes that all executors have for cached rows
 * @param bytesOfOne that the smallest executor has for them
 * @param dynamic whether executors come and go with the load
 */
record Slots(long count, double bytes, double bytesOfOne, boolean dynamic) {
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
    boolean dynamic = spark.conf().getBoolean("spark.dynamicAllocation.enabled", false);
    long count = device && spark.isLocal() ? 1 : spark.maxNumConcurrentTasks(asked);
    return new Slots(count, all, smallest, dynamic);
  }
}
