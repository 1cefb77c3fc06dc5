// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that no cluster of ours runs are held against the schemas of those that would. */
final class KubernetesFilesTest {
  private static final Path FOLDER = Path.of("../cluster-conf").toAbsolutePath();
  private static final Path SCRIPT =
      Path.of("src/test/python/validate_kubernetes.py").toAbsolutePath();

  @TempDir private Path folder;
  private Path python;

  private record Ended(int exitCode, String printed) {}

  @BeforeEach
  void tools() {
    String found = System.getenv("SPARK_OPTIM_KUBERNETES_FILES");
    assumeThat(found).as("its Python: run bin/test --clusters").isNotBlank();
    python = Path.of(found);
  }

  private Ended run(List<String> command) throws IOException, InterruptedException {
    Path printed = Files.createTempFile(folder, "printed", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s", command).isTrue();
    return new Ended(process.exitValue(), Files.readString(printed, StandardCharsets.UTF_8));
  }

  private Ended validate(List<Path> files) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python.toString(), SCRIPT.toString()));
    files.forEach(file -> command.add(file.toString()));
    return run(command);
  }

  @Test
  void yaml_ofKubernetesAndItsOperators_isValid() throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    for (String name : List.of("kubernetes", "schedule/spark-operator")) {
      try (Stream<Path> found = Files.list(FOLDER.resolve(name))) {
        found.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(files::add);
      }
    }
    Ended ended = validate(files);
    assertThat(ended.exitCode()).as(ended.printed()).isZero();
    assertThat(ended.printed().lines()).hasSizeGreaterThanOrEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({
    "kubernetes/rbac.yaml, verbs:, verb:",
    "kubernetes/rbac.yaml, kind: ServiceAccount, kind: ServiceAcount",
    "kubernetes/network-policy.yaml, endPort: 7084, endPort: many",
    "kubernetes/driver-pod.yaml, runAsNonRoot: true, runAsNonroot: true",
    "kubernetes/spark-application.yaml, onFailureRetries:, onFailureRetrys:",
    "kubernetes/spark-application.yaml, instances: 4, instances: some",
    "kubernetes/spark-application-apache.yaml, driverArgs:, driverArguments:",
    "kubernetes/spark-application-apache.yaml, OnFailure, OnFault",
    "schedule/spark-operator/scheduled-spark-application.yaml, concurrencyPolicy:, concurrency:"
  })
  void yaml_withAFault_isNotValid(String file, String right, String wrong)
      throws IOException, InterruptedException {
    String text = Files.readString(FOLDER.resolve(file));
    assertThat(text).contains(right);
    Path changed = Files.writeString(folder.resolve("wrong.yaml"), text.replace(right, wrong));
    Ended ended = validate(List.of(changed));
    assertThat(ended.exitCode()).as(ended.printed()).isEqualTo(1);
  }

  @Test
  void dockerfile_hasNothingToImprove() throws IOException, InterruptedException {
    Ended ended = lint(FOLDER.resolve("kubernetes/Dockerfile"));
    assertThat(ended.exitCode()).as(ended.printed()).isZero();
  }

  @Test
  void dockerfile_ofTheLatestImage_isFound() throws IOException, InterruptedException {
    String text = Files.readString(FOLDER.resolve("kubernetes/Dockerfile"));
    Path changed =
        Files.writeString(
            folder.resolve("Dockerfile"), text.replaceFirst("(FROM [^:\n]+):\\S+", "$1:latest"));
    assertThat(lint(changed).exitCode()).isEqualTo(1);
  }

  private Ended lint(Path file) throws IOException, InterruptedException {
    Path hadolint = python.resolveSibling("hadolint");
    return run(List.of(hadolint.toString(), "--no-color", file.toString()));
  }
}
