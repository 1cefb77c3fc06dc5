// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.probe;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.util.Utils;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.engine.device.GpuSettings;
import sparkoptim.engine.exchange.RoundToken;
import sparkoptim.engine.line.ScalaCollections;

/** Looks at all executors of an application, with a task in each slot. */
public final class ClusterProbe {
  private ClusterProbe() {}

  /**
   * What was found.
   *
   * @param slots in which tasks can run at once
   * @param reports one an executor
   * @param startMillis the driver's clock when the job began
   * @param endMillis and when it ended
   */
  public record Result(int slots, List<NodeReport> reports, long startMillis, long endMillis) {}

  /** Waits until the wanted slots are there; returns those that are after some time. */
  public static int slots(SparkContext spark, long wanted, double seconds)
      throws InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    int slots = slots(spark, null);
    while (slots < wanted && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(100);
      slots = slots(spark, null);
    }
    return slots;
  }

  /** As many as tasks of a profile have, or of the default one. */
  private static int slots(SparkContext spark, ResourceProfile profile) {
    return spark.maxNumConcurrentTasks(
        profile == null ? spark.resourceProfileManager().defaultResourceProfile() : profile);
  }

  /**
   * Runs the job.
   *
   * @param folder that executors should share; empty for none
   * @param gpu whether tasks compute on their GPUs
   * @param limitSeconds for all connections of an executor, and for the start of the job
   * @throws TimeoutException if it has not ended after several times that
   * @throws ExecutionException with what a task threw
   */
  public static Result run(SparkContext spark, String folder, boolean gpu, double limitSeconds)
      throws InterruptedException, ExecutionException, TimeoutException {
    boolean dynamic = spark.conf().getBoolean("spark.dynamicAllocation.enabled", false);
    ResourceProfile profile = gpu ? GpuSettings.of(spark.conf()).profile(spark) : null;
    int slots = Math.max(1, slots(spark, profile));
    boolean meet = !dynamic && folder.isEmpty(); // a folder needs no connections
    RoundToken token = meet ? RoundToken.random("doctor-" + UUID.randomUUID()) : null;
    ProbeTask task = new ProbeTask(token, folder, gpu, (long) (limitSeconds * 1e3));
    long start = System.currentTimeMillis();
    JavaFutureAction<List<byte[]>> job = submit(spark, profile, slots, task, !dynamic);
    try {
      List<NodeReport> reports = new ArrayList<>();
      for (byte[] report : job.get((long) (6e3 * limitSeconds), TimeUnit.MILLISECONDS)) {
        reports.add(Utils.deserialize(report, NodeReport.class.getClassLoader()));
      }
      return new Result(slots, byExecutor(reports), start, System.currentTimeMillis());
    } finally {
      job.cancel(true);
    }
  }

  /** Reports go as bytes: Kryo would not make records again. */
  private static JavaFutureAction<List<byte[]>> submit(
      SparkContext spark, ResourceProfile profile, int slots, ProbeTask task, boolean together) {
    Function1<Iterator<Integer>, Iterator<byte[]>> body =
        (Function1<Iterator<Integer>, Iterator<byte[]>> & Serializable)
            partition -> ScalaCollections.scala(List.of(Utils.serialize(task.run())).iterator());
    RDD<Integer> tasks =
        JavaSparkContext.fromSparkContext(spark)
            .parallelize(Collections.nCopies(slots, 0), slots)
            .rdd();
    if (profile != null) {
      tasks.withResources(profile);
    }
    ClassTag<byte[]> tag = ClassTag$.MODULE$.apply(byte[].class);
    RDD<byte[]> reports =
        together
            ? tasks.barrier().mapPartitions(body, false, tag)
            : tasks.mapPartitions(body, false, tag);
    return reports.toJavaRDD().collectAsync();
  }

  /** Of each executor, the task that connected or failed to. */
  private static List<NodeReport> byExecutor(List<NodeReport> reports) {
    Map<String, NodeReport> all = new TreeMap<>();
    for (NodeReport report : reports) {
      all.merge(report.executor(), report, (a, b) -> tells(a) ? a : b);
    }
    return new ArrayList<>(all.values());
  }

  private static boolean tells(NodeReport report) {
    return report.links().peers() > 0 || !report.links().error().isEmpty();
  }
}
