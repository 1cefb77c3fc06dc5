// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import sparkoptim.core.PlainText;

/**
 * What has to be there before Spark starts: free ports, a folder of events, file systems that take
 * files.
 */
final class PlaceChecks {
  private static final int RETRIES = 16; // Spark's default

  private final SparkConf conf;
  private final Configuration hadoop;
  private final Needs needs;
  private Consumer<Finding> found;

  /**
   * @param hadoop settings of file systems
   * @param needs of the job
   */
  PlaceChecks(SparkConf conf, Configuration hadoop, Needs needs) {
    this.conf = conf;
    this.hadoop = hadoop;
    this.needs = needs;
  }

  /** Tells what each check finds, as soon as it does. */
  void all(Consumer<Finding> found) throws InterruptedException {
    this.found = found;
    port("spark.driver.port", "spark.driver.port");
    port("spark.driver.blockManager.port", "spark.blockManager.port");
    events();
    safeMode();
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
        found.accept(
            Finding.ok(LocalChecks.PART, "driver port", set + ": " + port + " is free here"));
        return;
      }
    }
    found.accept(
        Finding.fail(
            LocalChecks.PART,
            "driver port",
            PlainText.of("%s: none of %d to %d is free here", set, first, last),
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
  private void events() throws InterruptedException {
    if (!conf.getBoolean("spark.eventLog.enabled", false)) {
      return;
    }
    String folder = conf.get("spark.eventLog.dir", "file:///tmp/spark-events");
    String problem;
    try {
      Path path =
          new Path(Utils.resolveURI(folder)); // without a scheme a local one, as Spark has it
      boolean isFolder =
          TimedQuestion.answer(() -> path.getFileSystem(hadoop).getFileStatus(path).isDirectory());
      problem = isFolder ? "" : "is no folder";
    } catch (IOException | RuntimeException e) {
      problem = "cannot be read: " + Doctor.firstLine(e);
    }
    found.accept(
        problem.isEmpty()
            ? Finding.ok(LocalChecks.PART, "event log", folder)
            : Finding.fail(
                LocalChecks.PART,
                "event log",
                folder + " " + problem,
                "make it, or change spark.eventLog.dir; without it no application starts"));
  }

  /** Spark itself writes to the default file system where the master is YARN. */
  private void safeMode() throws InterruptedException {
    Set<URI> seen = new HashSet<>();
    for (String folder : needs.folders().values()) {
      safeMode(folder, seen);
    }
    if (conf.get("spark.master", "").startsWith("yarn")) {
      safeMode("/", seen);
    }
  }

  private void safeMode(String path, Set<URI> seen) throws InterruptedException {
    try {
      FileSystem files = TimedQuestion.answer(() -> new Path(path).getFileSystem(hadoop));
      if (seen.add(files.getUri())
          && files instanceof DistributedFileSystem hdfs
          && TimedQuestion.answer(hdfs::isInSafeMode)) {
        found.accept(
            Finding.fail(
                LocalChecks.PART,
                "file system",
                files.getUri() + " is in safe mode, and takes no files",
                "wait, or ask its administrator (hdfs dfsadmin -safemode get)"));
      }
    } catch (IOException | RuntimeException e) {
      found.accept(
          Finding.fail(
              LocalChecks.PART,
              "file system",
              "\"" + path + "\" cannot be reached: " + Doctor.firstLine(e),
              "see the path, HADOOP_CONF_DIR and the file system"));
    }
  }
}
