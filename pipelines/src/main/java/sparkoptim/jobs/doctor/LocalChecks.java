// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import sparkoptim.engine.probe.Facts;

/** What can be seen in this process and in the settings, without Spark. */
final class LocalChecks {
  static final String PART = "local";
  private static final int LEAST_PORT = 1024;
  private static final int MOST_PORT = 65_535;

  private final SparkConf conf;
  private final String master;
  private final boolean checkpoints;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param checkpoints whether the job keeps checkpoints
   */
  LocalChecks(SparkConf conf, boolean checkpoints) {
    this.conf = conf;
    this.checkpoints = checkpoints;
    master = conf.get("spark.master", "local[*]");
  }

  /** Returns what all checks found. */
  List<Finding> all(Map<String, String> facts) {
    versions(facts);
    encryption();
    port();
    allocation();
    barriers();
    manager();
    ok("monitoring", monitoring());
    return findings;
  }

  /** Whether this library runs on a version of Java; which ones Spark runs on, it says itself. */
  static boolean runsOn(String java) {
    return java.matches("(1[7-9]|[2-9]\\d)([.+-].*)?");
  }

  private void versions(Map<String, String> facts) {
    String spark = facts.get(Facts.SPARK);
    String scala = facts.get(Facts.SCALA);
    String java = facts.get(Facts.JAVA);
    if (!runsOn(java)) {
      fail("java", "Java " + java, "run it on Java 17 or later: JAVA_HOME names one");
    } else if (!Boolean.parseBoolean(facts.get(Facts.OPENED))) {
      fail(
          "java",
          "Java " + java + " keeps its own classes from Spark",
          "start it by spark-submit, or pass Spark's --add-opens (cluster-conf/standalone)");
    } else {
      ok("java", "Java " + java);
    }
    boolean known =
        (spark.startsWith("3.5.") && scala.startsWith("2.12."))
            || (spark.startsWith("4.") && scala.startsWith("2.13."));
    if (!known) {
      fail(
          "spark",
          "Spark " + spark + ", Scala " + scala,
          "use Spark 3.5 for Scala 2.12, or Spark 4 for Scala 2.13");
    } else {
      ok("spark", "Spark " + spark + ", Scala " + scala + ", " + master);
    }
  }

  private void encryption() {
    String cipher = NetworkCipher.of(conf);
    boolean on = conf.getBoolean("spark.network.crypto.enabled", false);
    if (NetworkCipher.neverConnects(conf)) {
      fail(
          "encryption",
          cipher + ": executors never connect with it (SPARK-56227)",
          "leave " + NetworkCipher.KEY + " out");
    } else if (on && !conf.getBoolean("spark.authenticate", false)) {
      fail(
          "encryption",
          "spark.network.crypto.enabled without spark.authenticate",
          "set spark.authenticate=true too, with a secret where the manager makes none");
    } else {
      ok("encryption", on ? "executors' connections: " + cipher : "executors' connections: none");
    }
  }

  private void port() {
    int port = conf.getInt("spark.sparkoptim.port", 0);
    if (port != 0 && (port < LEAST_PORT || port > MOST_PORT)) {
      fail("port", "spark.sparkoptim.port is " + port, "take 0, or a number from 1024 to 65535");
    } else {
      ok("port", port == 0 ? "exchange on any free port" : "exchange on port " + port + " and up");
    }
  }

  private void allocation() {
    boolean dynamic = conf.getBoolean("spark.dynamicAllocation.enabled", false);
    if (dynamic && conf.getBoolean("spark.speculation", false)) {
      warn(
          "allocation",
          "dynamic allocation with spark.speculation: one rank only",
          "switch speculation off");
    } else {
      ok("allocation", dynamic ? "dynamic: rounds take the executors there are" : "fixed");
    }
  }

  private void barriers() {
    String interval = "spark.scheduler.barrier.maxConcurrentTasksCheck.interval";
    if (!master.startsWith("local") && !conf.contains(interval)) {
      warn(
          "barriers",
          "Spark looks for the slots of several ranks every 15 s only",
          "set " + interval + "=1s");
    }
  }

  private void manager() {
    String attempts = "spark.yarn.maxAppAttempts";
    if (master.startsWith("yarn") && !checkpoints && conf.getInt(attempts, 2) > 1) {
      warn(
          "manager",
          "without checkpoints YARN would run a job that failed once more from its start",
          "set " + attempts + "=1, or stage.params.checkpointDir");
    }
    String account = "spark.kubernetes.authenticate.driver.serviceAccountName";
    if (master.startsWith("k8s") && conf.get(account, "").isEmpty()) {
      warn(
          "manager",
          "the default service account may usually not start executors",
          "set " + account + " to one with the role of cluster-conf/kubernetes");
    }
    if (master.startsWith("spark://")
        && !conf.getBoolean("spark.standalone.submit.waitAppCompletion", false)) {
      warn(
          "manager",
          "with --deploy-mode cluster spark-submit ends at once, with 0",
          "launch by bin/spark-optim, or set spark.standalone.submit.waitAppCompletion=true");
    }
  }

  private String monitoring() {
    String plugins = conf.get("spark.plugins", "");
    String gauges = plugins.contains("MetricsPlugin") ? "gauges on" : "no gauges of fits";
    return gauges
        + (conf.getBoolean("spark.eventLog.enabled", false) ? ", event log on" : ", no event log");
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
