// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.spark.SparkConf;

/**
 * What has to be there before Spark starts: free ports, a folder of events, file systems that take
 * files.
 */
final class PlaceChecks {
  private static final int RETRIES = 16; // Spark's default

  private final SparkConf conf;
  private final Configuration hadoop;
  private final Needs needs;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param hadoop settings of file systems
   * @param needs of the job
   */
  PlaceChecks(SparkConf conf, Configuration hadoop, Needs needs) {
    this.conf = conf;
    this.hadoop = hadoop;
    this.needs = needs;
  }

  /** Returns what all checks found. */
  List<Finding> all() {
    port("spark.driver.port", "spark.driver.port");
    port("spark.driver.blockManager.port", "spark.blockManager.port");
    events();
    safeMode();
    return findings;
  }

  /** A port that is given is taken with some numbers above it. */
  private void port(String name, String other) {
    String set = conf.contains(name) ? name : other;
    int first = conf.getInt(set, 0);
    if (first == 0) {
      return;
    }
    int last = first + conf.getInt("spark.port.maxRetries", RETRIES);
    String host = conf.get("spark.driver.bindAddress", conf.get("spark.driver.host", ""));
    for (int port = first; port <= last; port++) {
      if (isFree(host, port)) {
        findings.add(
            Finding.ok(LocalChecks.PART, "driver port", set + ": " + port + " is free here"));
        return;
      }
    }
    findings.add(
        Finding.fail(
            LocalChecks.PART,
            "driver port",
            "%s: none of %d to %d is free here".formatted(set, first, last),
            "end what listens there, or raise spark.port.maxRetries or take another " + set));
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(
          host.isEmpty()
              ? new InetSocketAddress(port)
              : new InetSocketAddress(InetAddress.getByName(host), port));
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Spark does not make it. */
  private void events() {
    if (!conf.getBoolean("spark.eventLog.enabled", false)) {
      return;
    }
    String folder = conf.get("spark.eventLog.dir", "file:///tmp/spark-events");
    String problem;
    try {
      Path path = new Path(folder);
      FileSystem files = path.getFileSystem(hadoop);
      problem = files.getFileStatus(path).isDirectory() ? "" : "is no folder";
    } catch (IOException | RuntimeException e) {
      problem = "cannot be read: " + Doctor.firstLine(e);
    }
    findings.add(
        problem.isEmpty()
            ? Finding.ok(LocalChecks.PART, "event log", folder)
            : Finding.fail(
                LocalChecks.PART,
                "event log",
                folder + " " + problem,
                "make it, or change spark.eventLog.dir; without it no application starts"));
  }

  /** Spark itself writes to the default file system where the master is YARN. */
  private void safeMode() {
    Set<URI> seen = new HashSet<>();
    for (String folder : needs.folders().values()) {
      safeMode(new Path(folder), seen);
    }
    if (conf.get("spark.master", "").startsWith("yarn")) {
      safeMode(new Path("/"), seen);
    }
  }

  private void safeMode(Path path, Set<URI> seen) {
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (seen.add(files.getUri())
          && files instanceof DistributedFileSystem hdfs
          && hdfs.isInSafeMode()) {
        findings.add(
            Finding.fail(
                LocalChecks.PART,
                "file system",
                files.getUri() + " is in safe mode, and takes no files",
                "wait, or ask its administrator (hdfs dfsadmin -safemode get)"));
      }
    } catch (IOException | RuntimeException e) {
      findings.add(
          Finding.fail(
              LocalChecks.PART,
              "file system",
              path + " cannot be reached: " + Doctor.firstLine(e),
              "see the path, HADOOP_CONF_DIR and the file system"));
    }
  }
}
