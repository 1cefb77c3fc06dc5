// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.engine.probe.ClusterProbe;
import sparkoptim.engine.probe.Facts;
import sparkoptim.engine.probe.NodeReport;
import sparkoptim.jobs.doctor.Finding.Level;

/** Each check finds nothing where all is well, and what it is for. */
final class DoctorChecksTest {
  private static final long START = 1_000_000;
  private static final long END = START + 3000;
  private final SparkConf conf =
      new SparkConf(false)
          .set("spark.master", "spark://host:7077")
          .set("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s")
          .set("spark.standalone.submit.waitAppCompletion", "true");

  private static Map<String, String> facts(String... changes) {
    Map<String, String> facts =
        new TreeMap<>(
            Map.of(
                Facts.OURS, "0.1.0",
                Facts.SPARK, "3.5.7",
                Facts.SCALA, "2.12.18",
                Facts.JAVA, "17.0.9",
                Facts.OPENED, "true",
                Facts.BLAS, "VectorBLAS"));
    for (int i = 0; i < changes.length; i += 2) {
      facts.put(changes[i], changes[i + 1]);
    }
    return facts;
  }

  private static NodeReport report(String id, long clock, String error, String... changes) {
    NodeReport.Links links = new NodeReport.Links(error.isEmpty() ? 1 : 0, 100, 900, error);
    return new NodeReport(id, "host" + id, facts(changes), clock, links, "");
  }

  private Finding local(String check, String... changes) {
    List<Finding> findings = new LocalChecks(conf, false).all(facts(changes));
    return named(findings, check);
  }

  private Finding cluster(String check, int slots, boolean networks, NodeReport... reports) {
    ClusterProbe.Result found = new ClusterProbe.Result(slots, List.of(reports), START, END);
    Needs needs = new Needs(Map.of(), false, networks, "cpu");
    return named(new ClusterChecks(conf, facts(), found, needs).all(), check);
  }

  private static Finding named(List<Finding> findings, String check) {
    return findings.stream()
        .filter(finding -> finding.check().equals(check))
        .findFirst()
        .orElse(Finding.ok("", check, "not looked at"));
  }

  private static void assertIs(Finding finding, Level level, String... words) {
    assertThat(finding.level()).as(finding.line()).isEqualTo(level);
    assertThat(finding.line()).doesNotContain("\n");
    for (String word : words) {
      assertThat(finding.line()).contains(word);
    }
    assertThat(finding.advice().isEmpty()).isEqualTo(level == Level.OK);
  }

  @Test
  void local_spark4WithItsScala_isWell() {
    assertIs(local("spark", Facts.SPARK, "4.1.3", Facts.SCALA, "2.13.17"), Level.OK, "4.1.3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "17.0.9", "21.0.8", "25+36", "26-ea"})
  void local_laterJava_isWell(String java) {
    assertIs(local("java", Facts.JAVA, java), Level.OK, java);
  }

  @Test
  void all_healthyCluster_findNothing() {
    assertThat(new LocalChecks(conf, false).all(facts())).allMatch(f -> f.level() == Level.OK);
    ClusterProbe.Result found =
        new ClusterProbe.Result(
            4, List.of(report("1", START + 9, ""), report("2", END, "")), START, END);
    List<Finding> findings = new ClusterChecks(conf, facts(), found, Needs.NONE).all();
    assertThat(findings).hasSizeGreaterThan(4).allMatch(f -> f.level() == Level.OK);
    assertIs(named(findings, "exchange"), Level.OK, "slowest exchange 100 us", "not encrypted");
  }

  @ParameterizedTest
  @CsvSource({
    "java, 11.0.2, java",
    "java, 1.8.0_392, java",
    "spark, 3.4.1, spark",
    "scala, 2.13.8, spark"
  })
  void local_otherVersion_fails(String fact, String version, String check) {
    assertIs(local(check, fact, version), Level.FAIL, version);
  }

  @Test
  void local_modulesClosed_fails() {
    assertIs(local("java", Facts.OPENED, "false"), Level.FAIL, "--add-opens");
  }

  @ParameterizedTest
  @CsvSource({
    "encryption, spark.network.crypto.enabled=true spark.network.crypto.cipher=AES/GCM/NoPadding,"
        + " FAIL, AES/GCM",
    "encryption, spark.network.crypto.enabled=true, FAIL, spark.authenticate",
    "port, spark.sparkoptim.port=80, FAIL, 1024",
    "allocation, spark.dynamicAllocation.enabled=true spark.speculation=true, WARN, one rank",
    "manager, spark.master=yarn, WARN, spark.yarn.maxAppAttempts=1",
    "manager, spark.master=k8s://h, WARN, serviceAccountName",
    "manager, spark.standalone.submit.waitAppCompletion=false, WARN, ends at once",
    "barriers, spark.scheduler.barrier.maxConcurrentTasksCheck.interval, WARN, every 15 s"
  })
  void local_settings_areLookedAt(String check, String settings, Level level, String word) {
    for (String setting : settings.split(" ", -1)) {
      int equals = setting.indexOf('=');
      if (equals < 0) {
        conf.remove(setting);
      } else {
        conf.set(setting.substring(0, equals), setting.substring(equals + 1));
      }
    }
    assertIs(local(check), level, word);
  }

  @Test
  void cluster_wrongJarOnAnExecutor_namesIt() {
    assertIs(
        cluster(
            "versions",
            2,
            false,
            report("1", START, ""),
            report("2", START, "", Facts.OURS, "0.0.9")),
        Level.FAIL,
        "executor 2 on host2 has sparkOptim 0.0.9, the driver 0.1.0",
        "spark.executor.extraClassPath");
    assertIs(
        cluster("versions", 2, false, report("2", START, "", Facts.JAVA, "11.0.1")),
        Level.FAIL,
        "Java 11.0.1");
  }

  @Test
  void cluster_modulesClosedOnAnExecutor_namesIt() {
    assertIs(
        cluster("modules", 2, false, report("2", START, "", Facts.OPENED, "false")),
        Level.FAIL,
        "executor 2 on host2");
  }

  @Test
  void cluster_blockedPort_saysWhichSettings() {
    assertIs(
        cluster(
            "exchange", 2, false, report("1", START, ""), report("2", START, "Connection refused")),
        Level.FAIL,
        "executor 2 on host2: Connection refused",
        "spark.sparkoptim.port");
  }

  @Test
  void cluster_clocksApart_warns() {
    assertIs(
        cluster("clocks", 2, false, report("1", START - 2500, ""), report("2", START, "")),
        Level.WARN,
        "executor 1 on host1 by 2.5 s");
    assertIs(cluster("clocks", 2, false, report("1", END + 2001, "")), Level.WARN, "2.0 s");
    assertIs(cluster("clocks", 2, false, report("1", END + 1999, "")), Level.OK);
  }

  @Test
  void cluster_tooFewSlots_fails() {
    conf.set("spark.executor.instances", "3").set("spark.executor.cores", "2");
    assertIs(cluster("slots", 5, false, report("1", START, "")), Level.FAIL, "ask for 6");
    assertIs(cluster("slots", 6, false, report("1", START, "")), Level.OK);
    conf.remove("spark.executor.instances");
    assertIs(cluster("slots", 1, false, report("1", START, "")), Level.WARN, "one rank");
  }

  @Test
  void cluster_otherLibrary_failsForNetworksOnly() {
    NodeReport[] two = {report("1", START, ""), report("2", START, "", Facts.BLAS, "OpenBLAS")};
    assertIs(cluster("arithmetic", 2, true, two), Level.FAIL, "OpenBLAS and VectorBLAS");
    assertIs(cluster("arithmetic", 2, false, two), Level.WARN);
  }

  @Test
  void cluster_fullDiskOnAnExecutor_warnsWithItsFolder() {
    String gibibyte = "" + (1L << 30);
    NodeReport roomy =
        report("1", START, "", Facts.SCRATCH, "/a", Facts.SCRATCH_FREE, "" + (9L << 30));
    NodeReport full =
        report("2", START, "", Facts.SCRATCH, "/b", Facts.SCRATCH_FREE, "" + ((1L << 30) - 1));
    NodeReport enough = report("2", START, "", Facts.SCRATCH, "/b", Facts.SCRATCH_FREE, gibibyte);
    assertIs(
        cluster("disks", 2, false, roomy, full),
        Level.WARN,
        "executor 2 on host2 has 1023 MiB in /b",
        "spark.local.dir");
    assertIs(cluster("disks", 2, false, roomy, enough), Level.OK, "at least 1 GiB");
  }

  @ParameterizedTest
  @CsvSource({"cpu, OK, not looked at", "auto, WARN, takes the CPU there", "gpu, FAIL, no module"})
  void cluster_executorWithoutGpu_mattersAsTheJobSays(String device, Level level, String word) {
    NodeReport with = report("1", START, "", Facts.GPU, "H200, sm_90");
    NodeReport without = report("2", START, "", Facts.NO_GPU, "no module for GPUs");
    assertIs(gpus(device, with, without), level, word);
  }

  @Test
  void cluster_gpusThatDiffer_fail() {
    NodeReport one = report("1", START, "", Facts.GPU, "H200, sm_90, 1f");
    NodeReport other = report("2", START, "", Facts.GPU, "A100, sm_80, 2e");
    assertIs(gpus("gpu", one, other), Level.FAIL, "A100, sm_80, 2e; H200, sm_90, 1f");
    assertIs(gpus("gpu", one, one), Level.OK, "H200");
  }

  @ParameterizedTest
  @CsvSource({
    "gpu, 1, 1, , 2", // cluster-conf/gpu: a rank an executor, whatever its cores
    "auto, 1, 1, , 2",
    "gpu, 1, 0.5, , 4",
    "gpu, 2, 1, , 4",
    "gpu, 8, 1, , 8",
    "gpu, 4, 2, , 4",
    "gpu, 1, , 1, 2",
    "cpu, 1, , 1, 2",
    "cpu, 1, 1, , 8",
    "cpu, 0, , , 8"
  })
  void cluster_slotsOfGpus_areThoseThatGpusAreFor(
      String device, String has, String ofRounds, String ofAll, int slots) {
    conf.set("spark.executor.instances", "2").set("spark.executor.cores", "4");
    conf.set("spark.executor.resource.gpu.amount", has);
    if (ofRounds != null) {
      conf.set("spark.sparkoptim.gpu.amount", ofRounds);
    }
    if (ofAll != null) {
      conf.set("spark.task.resource.gpu.amount", ofAll);
    }
    NodeReport report = report("1", START, "", Facts.GPU, "H200, sm_90");
    for (int found = slots - 1; found <= slots; found++) {
      ClusterProbe.Result result = new ClusterProbe.Result(found, List.of(report), START, END);
      Needs needs = new Needs(Map.of(), false, false, device);
      assertIs(
          named(new ClusterChecks(conf, facts(), result, needs).all(), "slots"),
          found < slots ? Level.FAIL : Level.OK,
          found < slots ? "ask for " + slots : slots + " slots");
    }
  }

  private Finding gpus(String device, NodeReport... reports) {
    ClusterProbe.Result found = new ClusterProbe.Result(2, List.of(reports), START, END);
    Needs needs = new Needs(Map.of(), false, false, device);
    return named(new ClusterChecks(conf, facts(), found, needs).all(), "gpus");
  }
}
