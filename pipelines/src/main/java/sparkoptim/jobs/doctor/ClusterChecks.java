// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import sparkoptim.core.PlainText;
import sparkoptim.engine.probe.ClusterProbe;
import sparkoptim.engine.probe.Facts;
import sparkoptim.engine.probe.NodeReport;

/** What the reports of executors mean. */
final class ClusterChecks {
  static final String PART = "cluster";
  private static final long MOST_MILLIS_APART = 2000;
  private static final long MEBIBYTE = 1L << 20;

  /** Two frames of a connection: 256 KiB each, or 1 MiB over Spark's transport. */
  private static final long BYTES_OF_A_LINK = 512L << 10;

  private static final long BYTES_OF_AN_ENCRYPTED_LINK = 2L << 20;
  private static final long LEAST_OVERHEAD_MEBIBYTES = 384;

  private final SparkConf conf;
  private final Map<String, String> driver;
  private final ClusterProbe.Result found;
  private final boolean networks;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param driver facts of the driver
   * @param networks whether the job trains networks, whose bits depend on the library
   */
  ClusterChecks(
      SparkConf conf, Map<String, String> driver, ClusterProbe.Result found, boolean networks) {
    this.conf = conf;
    this.driver = driver;
    this.found = found;
    this.networks = networks;
  }

  /** Returns what all checks found. */
  List<Finding> all() {
    slots();
    versions();
    modules();
    exchange();
    clocks();
    arithmetic();
    directMemory();
    return findings;
  }

  private boolean local() {
    return conf.get("spark.master", "local").startsWith("local")
        && !conf.get("spark.master", "").startsWith("local-cluster");
  }

  private void slots() {
    int executors = found.reports().size();
    int cores = conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1);
    long wanted = (long) conf.getInt("spark.executor.instances", 0) * Math.max(1, cores);
    String text = PlainText.of("%d slots on %d executors", found.slots(), executors);
    if (found.slots() < wanted) {
      fail(
          "slots",
          text + PlainText.of(", and the settings ask for %d", wanted),
          "the cluster has fewer free, or their start takes longer");
    } else if (!local() && found.slots() < 2) {
      warn("slots", text, "a fit has one rank: ask for more executors or cores");
    } else {
      ok("slots", text);
    }
  }

  private void versions() {
    Set<String> other = new TreeSet<>();
    for (NodeReport report : found.reports()) {
      for (String name : List.of(Facts.OURS, Facts.SPARK, Facts.SCALA)) {
        if (!report.facts().get(name).equals(driver.get(name))) {
          other.add(
              "%s has %s %s, the driver %s"
                  .formatted(
                      name(report),
                      name,
                      named(report.facts().get(name)),
                      named(driver.get(name))));
        }
      }
      if (!LocalChecks.runsOn(report.facts().get(Facts.JAVA))) {
        other.add(name(report) + " runs on Java " + report.facts().get(Facts.JAVA));
      }
    }
    if (other.isEmpty()) {
      ok("versions", "the same on all executors");
    } else {
      fail(
          "versions",
          String.join("; ", other),
          "an old jar is on their class path (spark.executor.extraClassPath, SPARK_HOME/jars)");
    }
  }

  private static String named(String version) {
    return version.isEmpty() ? "of no jar" : version;
  }

  private void modules() {
    List<String> closed =
        found.reports().stream()
            .filter(report -> !Boolean.parseBoolean(report.facts().get(Facts.OPENED)))
            .map(ClusterChecks::name)
            .toList();
    if (!closed.isEmpty()) {
      fail(
          "modules",
          "Java keeps its own classes from Spark on " + String.join(", ", closed),
          "let spark.executor.extraJavaOptions not replace Spark's --add-opens");
    }
  }

  private void exchange() {
    List<String> errors =
        found.reports().stream()
            .filter(report -> !report.links().error().isEmpty())
            .map(report -> name(report) + ": " + report.links().error())
            .toList();
    boolean encrypted = conf.getBoolean("spark.network.crypto.enabled", false);
    if (!errors.isEmpty()) {
      fail(
          "exchange",
          String.join("; ", errors),
          "open spark.sparkoptim.port and spark.port.maxRetries further ports between executors");
    } else if (found.reports().size() < 2) {
      ok("exchange", "one executor: no connections");
    } else if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      ok("exchange", "not tried, as executors come and go");
    } else {
      double slowest = max(found.reports());
      double least =
          found.reports().stream().mapToDouble(r -> r.links().megabytesPerSecond()).min().orElse(0);
      ok(
          "exchange",
          PlainText.of(
              "%d executors reach each other, %s: slowest exchange %.0f us, at least %.0f MB/s",
              found.reports().size(), encrypted ? "encrypted" : "not encrypted", slowest, least));
    }
  }

  private static double max(List<NodeReport> reports) {
    return reports.stream().mapToDouble(report -> report.links().swapMicros()).max().orElse(0);
  }

  private void clocks() {
    List<String> apart = new ArrayList<>();
    for (NodeReport report : found.reports()) {
      long early = found.startMillis() - report.clockMillis();
      long late = report.clockMillis() - found.endMillis();
      if (Math.max(early, late) > MOST_MILLIS_APART) {
        apart.add(name(report) + PlainText.of(" by %.1f s", Math.max(early, late) / 1e3));
      }
    }
    if (apart.isEmpty()) {
      ok("clocks", "within 2 s of the driver's");
    } else {
      warn(
          "clocks",
          "apart from the driver's: " + String.join(", ", apart),
          "let NTP set them; tickets and logs go by them");
    }
  }

  private void arithmetic() {
    Set<String> libraries = new TreeSet<>();
    found.reports().forEach(report -> libraries.add(report.facts().get(Facts.BLAS)));
    if (libraries.size() < 2) {
      ok("arithmetic", "linear models: the same bits everywhere; networks: " + libraries);
    } else {
      String text = "networks would compute with " + String.join(" and ", libraries);
      String advice = "give all executors the same library; linear models do not use it";
      findings.add(
          networks
              ? Finding.fail(PART, "arithmetic", text, advice)
              : Finding.warn(PART, "arithmetic", text, advice));
    }
  }

  private void directMemory() {
    boolean encrypted = conf.getBoolean("spark.network.crypto.enabled", false);
    long needed =
        (found.reports().size() - 1L) * (encrypted ? BYTES_OF_AN_ENCRYPTED_LINK : BYTES_OF_A_LINK);
    long overhead = overheadMebibytes() * MEBIBYTE;
    if (!local() && needed > overhead / 2) {
      warn(
          "memory",
          PlainText.of(
              "connections take %d MiB outside of the heap, of %d",
              needed / MEBIBYTE, overhead / MEBIBYTE),
          "raise spark.executor.memoryOverhead, or take fewer executors with more cores");
    } else {
      ok(
          "memory",
          PlainText.of("connections take %.1f MiB outside of the heap", needed / 1048576.0));
    }
  }

  private long overheadMebibytes() {
    if (conf.contains("spark.executor.memoryOverhead")) {
      return conf.getSizeAsMb("spark.executor.memoryOverhead");
    }
    long memory = JavaUtils.byteStringAsMb(conf.get("spark.executor.memory", "1g"));
    return Math.max(LEAST_OVERHEAD_MEBIBYTES, memory / 10);
  }

  private static String name(NodeReport report) {
    return "executor " + report.executor() + " on " + report.host();
  }

  private void ok(String check, String text) {
    findings.add(Finding.ok(PART, check, text));
  }

  private void warn(String check, String text, String advice) {
    findings.add(Finding.warn(PART, check, text, advice));
  }

  private void fail(String check, String text, String advice) {
    findings.add(Finding.fail(PART, check, text, advice));
  }
}
