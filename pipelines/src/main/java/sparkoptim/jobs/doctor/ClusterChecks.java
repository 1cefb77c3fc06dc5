// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import sparkoptim.core.PlainText;
import sparkoptim.engine.probe.ClusterProbe;
import sparkoptim.engine.probe.Facts;
import sparkoptim.engine.probe.NodeReport;

/** What the reports of executors mean. */
final class ClusterChecks {
  static final String PART = "cluster";
  private static final long MOST_MILLIS_APART = 2000;
  private static final long MEBIBYTE = 1L << 20;
  private static final long LEAST_SCRATCH_BYTES = 1L << 30;

  private final SparkConf conf;
  private final Map<String, String> driver;
  private final ClusterProbe.Result found;
  private final Needs needs;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param driver facts of the driver
   * @param needs of the job
   */
  ClusterChecks(
      SparkConf conf, Map<String, String> driver, ClusterProbe.Result found, Needs needs) {
    this.conf = conf;
    this.driver = driver;
    this.found = found;
    this.needs = needs;
  }

  /** Returns what all checks found. */
  List<Finding> all() {
    slots();
    versions();
    modules();
    exchange();
    clocks();
    arithmetic();
    scratch();
    if (needs.gpu()) {
      gpus();
    }
    return findings;
  }

  private boolean local() {
    return conf.get("spark.master", "local").startsWith("local")
        && !conf.get("spark.master", "").startsWith("local-cluster");
  }

  private void slots() {
    int executors = found.reports().size();
    long wanted = WantedSlots.of(conf, needs.gpu(), 0);
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
          needs.networks()
              ? Finding.fail(PART, "arithmetic", text, advice)
              : Finding.warn(PART, "arithmetic", text, advice));
    }
  }

  /** Rows that do not fit into memory, and shuffles, go to disks of the executors. */
  private void scratch() {
    List<String> full = new ArrayList<>();
    long least = Long.MAX_VALUE;
    for (NodeReport report : found.reports()) {
      if (report.facts().containsKey(Facts.SCRATCH_FREE)) {
        long free = Long.parseLong(report.facts().get(Facts.SCRATCH_FREE));
        least = Math.min(least, free);
        if (free < LEAST_SCRATCH_BYTES) {
          String place = report.facts().get(Facts.SCRATCH);
          full.add(name(report) + PlainText.of(" has %d MiB in ", free / MEBIBYTE) + place);
        }
      }
    }
    if (!full.isEmpty()) {
      warn(
          "disks",
          "little room for what does not fit into memory: " + String.join(", ", full),
          "free some, or name other disks: spark.local.dir, on YARN its node managers' local-dirs");
    } else if (least < Long.MAX_VALUE) {
      ok("disks", PlainText.of("at least %d GiB free on each executor", least >> 30));
    }
  }

  private void gpus() {
    Set<String> computing = new TreeSet<>();
    List<String> without = new ArrayList<>();
    for (NodeReport report : found.reports()) {
      String reason = report.facts().get(Facts.NO_GPU);
      if (reason == null) {
        computing.add(report.facts().get(Facts.GPU));
      } else {
        without.add(name(report) + ": " + reason);
      }
    }
    if (!without.isEmpty()) {
      String text = "no GPU computes on " + String.join("; ", without);
      boolean needed = needs.device().equals("gpu");
      String advice = "see cluster-conf/gpu for what tasks and executors have to ask for";
      findings.add(
          needed
              ? Finding.fail(PART, "gpus", text, advice)
              : Finding.warn(PART, "gpus", text + "; device = auto takes the CPU there", advice));
    } else if (computing.size() > 1) {
      fail(
          "gpus",
          "executors would give other bits: " + String.join("; ", computing),
          "give all executors the same GPU and driver (spark.sparkoptim.allowMixedBackends waives it)");
    } else {
      ok("gpus", String.join("", computing));
    }
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
