// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import sparkoptim.core.PlainText;
import sparkoptim.engine.probe.ClusterProbe;
import sparkoptim.engine.probe.Facts;
import sparkoptim.engine.probe.NodeReport;
import sparkoptim.engine.probe.SharedFolder;

/** All checks, in the order in which a job would meet what they look for. */
public final class Doctor {
  private static final String FOLDERS = "folders";
  private static final double SECONDS = 10;
  private static final double SECONDS_TO_REGISTER = 20;

  private Doctor() {}

  /**
   * Looks at this process and at settings, in a moment.
   *
   * @param checkpoints whether the job keeps checkpoints
   */
  public static List<Finding> local(SparkConf conf, boolean checkpoints) {
    return new LocalChecks(conf, checkpoints).all(Facts.here());
  }

  /**
   * Looks at the cluster.
   *
   * @param folders that the job writes, by the names of their settings
   * @param networks whether the job trains networks
   */
  public static List<Finding> cluster(
      SparkContext spark, Map<String, String> folders, boolean networks)
      throws InterruptedException {
    int cores = spark.conf().getInt("spark.executor.cores", 1);
    long wanted =
        (long) spark.conf().getInt("spark.executor.instances", 2)
            * Math.max(1, cores / spark.conf().getInt("spark.task.cpus", 1));
    if (!spark.isLocal()) {
      ClusterProbe.slots(spark, wanted, SECONDS_TO_REGISTER);
    }
    List<Finding> findings = new ArrayList<>();
    try {
      ClusterProbe.Result found = ClusterProbe.run(spark, "", SECONDS);
      findings.addAll(new ClusterChecks(spark.conf(), Facts.here(), found, networks).all());
      for (Map.Entry<String, String> folder : folders.entrySet()) {
        findings.add(folder(spark, folder.getKey(), folder.getValue()));
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

  private static String firstLine(Throwable thrown) {
    return PlainText.line(String.valueOf(thrown).lines().limit(2).reduce("", (a, b) -> a + " " + b))
        .strip();
  }

  private static Finding folder(SparkContext spark, String key, String path)
      throws InterruptedException, ExecutionException, TimeoutException {
    String step = "made";
    try (SharedFolder folder = SharedFolder.make(path, spark.hadoopConfiguration())) {
      step = "used by the driver";
      folder.tryAll();
      ClusterProbe.Result found = ClusterProbe.run(spark, folder.place(), SECONDS);
      List<String> apart = new ArrayList<>();
      for (NodeReport report : found.reports()) {
        if (!report.folderError().isEmpty()) {
          apart.add(report.executor() + " on " + report.host() + ": " + report.folderError());
        } else if (!folder.sees(report.executor())) {
          apart.add(report.executor() + " on " + report.host() + ": its files are not seen here");
        }
      }
      return apart.isEmpty()
          ? Finding.ok(FOLDERS, key, path + ": written, read, renamed, listed, shared by executors")
          : Finding.fail(
              FOLDERS,
              key,
              path + " is not shared: " + String.join("; ", apart),
              "take a folder that all machines share, as on HDFS, S3 or NFS");
    } catch (IOException | RuntimeException | FSError e) {
      return Finding.fail(
          FOLDERS,
          key,
          path + " cannot be " + step + ": " + firstLine(e),
          "see its rights and space");
    }
  }
}
