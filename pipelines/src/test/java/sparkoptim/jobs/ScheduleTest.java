// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.jobs.report.Python;

/** The files of cluster-conf/schedule, with a launcher that only notes how it was called. */
final class ScheduleTest {
  private static final Path SCHEDULE = Path.of("../cluster-conf/schedule").toAbsolutePath();

  @TempDir private Path folder;
  private String printed;

  private Path launcher() throws IOException {
    Path launcher = folder.resolve("launcher");
    Files.writeString(
        launcher,
        """
        #!/bin/sh
        echo "$@" >> "%s"
        code=$(eval echo "\\$STUB_$1")
        exit "${code:-0}"
        """
            .formatted(calls()));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    return launcher;
  }

  private Path calls() {
    return folder.resolve("calls");
  }

  private int run(Map<String, String> environment, String... command) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_OPTIM", launcher().toString());
    Process process = builder.redirectOutput(output.toFile()).start();
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    printed = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    return process.waitFor();
  }

  private static Map<String, String> codes(int retrain, int result) {
    return Map.of("STUB_retrain", "" + retrain, "STUB_result", "" + result);
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "65,65,65", "75,75,75", "1,0,0", "143,75,75", "2,65,2"})
  void night_launcherEndsBy_endsByTheResult(int retrain, int result, int code) throws Exception {
    String night = SCHEDULE.resolve("night").toString();
    assertThat(run(codes(retrain, result), night, "a.conf", "/registry", "2026-11-10"))
        .as(printed)
        .isEqualTo(code);
    assertThat(calls()).hasContent("retrain a.conf run.id=2026-11-10\nresult /registry 2026-11-10");
  }

  @Test
  void night_withoutDay_isYesterdayAndOptionsGoToSpark() throws Exception {
    String night = SCHEDULE.resolve("night").toString();
    assertThat(run(Map.of(), night, "a.conf", "/registry", "", "--", "--master", "yarn")).isZero();
    assertThat(Files.readString(calls()))
        .matches(
            "retrain a\\.conf run\\.id=\\d{4}-\\d\\d-\\d\\d -- --master yarn\\n"
                + "result /registry \\d{4}-\\d\\d-\\d\\d\\n");
    assertThat(run(Map.of(), night, "a.conf")).isEqualTo(2);
    assertThat(printed).contains("night CONFIG REGISTRY");
  }

  @Test
  void cron_line_hasFiveFieldsAUserAndNoPercent() throws IOException {
    List<String> jobs =
        Files.readAllLines(SCHEDULE.resolve("cron/spark-optim-retrain")).stream()
            .filter(line -> Character.isDigit(line.charAt(0)))
            .toList();
    assertThat(jobs).hasSize(1);
    assertThat(jobs.get(0))
        .matches("\\d+ \\d+ \\* \\* \\*  spark  \\S+/night \\S+ \\S+ 2>\\S+")
        .doesNotContain("%"); // which is the end of a line there
  }

  @Test
  void systemd_units_areVerified() throws Exception {
    assumeThat(Path.of("/usr/bin/systemd-analyze")).exists();
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
    for (String unit : List.of("spark-optim-retrain.timer", "spark-optim-retrain.service")) {
      command.add(Files.copy(SCHEDULE.resolve("systemd/" + unit), folder.resolve(unit)).toString());
    }
    assertThat(run(Map.of(), command.toArray(String[]::new))).as(printed).isZero();
    assertThat(printed).doesNotContain("spark-optim-retrain");
  }

  /** Of the schemas of Argo Workflows and the Spark operator the test has what the files use. */
  @Test
  void manifests_keysAndTypes_areOfTheirSchemas() throws Exception {
    String program =
        """
        import json, sys, yaml, jsonschema
        schemas = json.load(open(sys.argv[1]))
        for file in sys.argv[2:]:
            for document in yaml.safe_load_all(open(file)):
                schema = schemas.get(document["kind"])
                if schema:
                    jsonschema.validate(document, schema)
                print(document["kind"])
        """;
    assertThat(
            Python.run(
                    "jsonschema, yaml",
                    program,
                    Path.of("src/test/resources/schedule-schemas.json").toString(),
                    SCHEDULE.resolve("argo/workflow.yaml").toString(),
                    SCHEDULE.resolve("argo/cron-workflow.yaml").toString(),
                    SCHEDULE.resolve("spark-operator/scheduled-spark-application.yaml").toString())
                .lines())
        .containsExactly("Workflow", "CronWorkflow", "ScheduledSparkApplication", "CronJob");
  }

  @ParameterizedTest
  @CsvSource({"0,0,0,successful", "65,65,1,failed"})
  void airflow_launcherEndsBy_runEndsSo(int retrain, int result, int code, String state)
      throws Exception {
    String python = System.getenv("SPARK_OPTIM_AIRFLOW");
    assumeThat(python).as("SPARK_OPTIM_AIRFLOW is not set: run bin/test --airflow").isNotBlank();
    Map<String, String> environment = new java.util.HashMap<>(codes(retrain, result));
    environment.put("AIRFLOW_HOME", folder.resolve("home").toString());
    environment.put("AIRFLOW__CORE__DAGS_FOLDER", SCHEDULE.resolve("airflow").toString());
    environment.put("AIRFLOW__CORE__LOAD_EXAMPLES", "False");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("SPARK_OPTIM_CONFIG", "a.conf");
    environment.put("SPARK_OPTIM_REGISTRY", "/registry");
    assertThat(run(environment, python, "-m", "airflow", "db", "migrate")).as(printed).isZero();
    assertThat(
            run(
                environment,
                python,
                "-m",
                "airflow",
                "dags",
                "test",
                "spark_optim_nightly",
                "2026-11-10"))
        .as(printed)
        .isEqualTo(code);
    assertThat(printed).contains("> " + state);
    assertThat(calls()).hasContent("retrain a.conf run.id=2026-11-10\nresult /registry 2026-11-10");
  }
}
