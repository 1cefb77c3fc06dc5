// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import sparkoptim.core.PlainText;
import sparkoptim.engine.probe.ClusterProbe;
import sparkoptim.engine.probe.Facts;

/** All checks, in the order in which a job would meet what they look for. */
public final class Doctor {
  private static final double SECONDS = 10;
  private static final double SECONDS_TO_REGISTER = 60;

  private Doctor() {}

  /**
   * Looks at this process, at settings, and at what has to answer before Spark starts.
   *
   * @param needs of the job
   * @param found is told of each part as soon as it has been looked at
   */
  public static void local(SparkConf conf, Needs needs, Consumer<Finding> found)
      throws InterruptedException {
    new LocalChecks(conf, needs.checkpoints()).all(Facts.here()).forEach(found);
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    new PlaceChecks(conf, hadoop, needs).all(found);
    if (conf.get("spark.master", "").startsWith("k8s://")) {
      found.accept(rights(conf));
    }
  }

  /** Not every Spark has the jars of Kubernetes: what uses them is not loaded before this. */
  private static Finding rights(SparkConf conf) {
    try {
      return new KubernetesChecks(conf).rights();
    } catch (LinkageError e) {
      return Finding.fail(
          LocalChecks.PART,
          "rights",
          "this Spark has no jars of Kubernetes, or others: " + firstLine(e),
          "take a Spark that was built with Kubernetes, or another spark.master");
    }
  }

  /**
   * Looks at the cluster.
   *
   * @param needs of the job
   */
  public static List<Finding> cluster(SparkContext spark, Needs needs) throws InterruptedException {
    if (!spark.isLocal()) {
      long wanted = WantedSlots.of(spark.conf(), false, 2);
      ClusterProbe.slots(spark, wanted, SECONDS_TO_REGISTER);
    }
    List<Finding> findings = new ArrayList<>();
    try {
      ClusterProbe.Result found = ClusterProbe.run(spark, "", needs.gpu(), SECONDS);
      findings.addAll(new ClusterChecks(spark.conf(), Facts.here(), found, needs).all());
      FolderChecks folders =
          new FolderChecks(
              spark.hadoopConfiguration(),
              place -> ClusterProbe.run(spark, place, false, SECONDS).reports());
      for (Map.Entry<String, String> folder : needs.folders().entrySet()) {
        findings.add(folders.check(folder.getKey(), folder.getValue()));
      }
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      findings.add(
          Finding.fail(
              ClusterChecks.PART,
              "job",
              "a job of one task a slot did not end: " + firstLine(cause),
              "see the executors' logs"));
    }
    return findings;
  }

  static String firstLine(Throwable thrown) {
    return PlainText.line(String.valueOf(thrown).lines().limit(2).reduce("", (a, b) -> a + " " + b))
        .strip();
  }
}
