// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server of MLflow, which bin/test --mlflow installs. */
final class MlflowServerTest {
  private static final int SECONDS = 180; // it starts for long

  @TempDir private Path folder;

  @Test
  void write_realServer_hasTheRun() throws Exception {
    String python = System.getenv("SPARK_OPTIM_MLFLOW");
    assumeThat(python).as("SPARK_OPTIM_MLFLOW is not set: run bin/test --mlflow").isNotBlank();
    int port = freePort();
    Process process = start(python, port);
    try {
      URI uri = URI.create("http://127.0.0.1:" + port);
      var server = new MlflowServer(uri);
      waitFor(server, process);
      var run = new MlflowRun(new MlflowSettings(uri, "nights: <1>", Optional.of("a night")));
      run.write(RunReports.hostile(), null);
      run.write(RunReports.hostile(), null);
      String found = "experiments/get-by-name?experiment_name=nights%3A%20%3C1%3E";
      String id = server.get(found).orElseThrow().at("/experiment/experiment_id").asText();
      JsonNode runs = server.post("runs/search", Map.of("experiment_ids", List.of(id))).at("/runs");
      assertThat(runs).hasSize(2);
      assertThat(runs.at("/0/info/status").asText()).isEqualTo("FINISHED");
      assertThat(runs.at("/0/info/run_name").asText()).isEqualTo("a night");
      assertThat(runs.at("/0/data/metrics").findValuesAsText("key"))
          .contains("objective", "test/accuracy");
      assertThat(runs.at("/0/data/params").findValuesAsText("key")).contains("data.train");
    } finally {
      end(process);
    }
  }

  private Process start(String python, int port) throws IOException {
    return new ProcessBuilder(
            python,
            "-m",
            "mlflow",
            "server",
            "--host",
            "127.0.0.1",
            "--port",
            "" + port,
            "--workers",
            "1",
            "--backend-store-uri",
            "sqlite:///" + folder.resolve("runs.db"))
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private static void waitFor(MlflowServer server, Process process) throws Exception {
    for (int second = 0; ; second++) {
      try {
        server.get("experiments/get-by-name?experiment_name=Default");
        return;
      } catch (IOException e) {
        assertThat(process.isAlive()).isTrue();
        assertThat(second).isLessThan(SECONDS);
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void end(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    process.waitFor(10, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
