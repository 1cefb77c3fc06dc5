// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as MLflow's does; MlflowServerTest has a real one. */
final class MlflowRunTest {
  private final List<String> paths = new ArrayList<>();
  private final List<JsonNode> bodies = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private final Map<String, Integer> failing = new HashMap<>();
  private HttpServer server;
  private boolean hasExperiment;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/2.0/mlflow/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void write_newExperiment_makesItAndTheRun() throws Exception {
    assertThat(run("").write(RunReports.hostile(), null)).isTrue();
    assertThat(paths)
        .containsExactly(
            "experiments/get-by-name",
            "experiments/create",
            "runs/create",
            "runs/log-batch",
            "runs/log-batch",
            "runs/update");
    assertThat(bodies.get(2).at("/run_name").asText()).isEqualTo("night");
    assertThat(bodies.get(3).at("/params").findValuesAsText("key"))
        .contains("data.train", "data.n", "_script_alert(".replace("(", "_") + "______/script_");
    assertThat(bodies.get(4).at("/metrics").findValuesAsText("key"))
        .contains("objective", "stepSize", "train/accuracy", "test/accuracy", "rows");
    assertThat(bodies.get(5).at("/status").asText()).isEqualTo("FINISHED");
  }

  @Test
  void write_knownExperiment_isUsed() throws Exception {
    hasExperiment = true;
    run("").write(RunReports.hostile(), null);
    assertThat(paths).doesNotContain("experiments/create");
    assertThat(bodies.get(1).at("/experiment_id").asText()).isEqualTo("7");
  }

  @Test
  void write_userInTheUrl_isSentAsAuthorizationAlone() throws Exception {
    MlflowRun run = run("me:s3cr3t@");
    run.write(RunReports.hostile(), null);
    assertThat(authorizations).allMatch("Basic bWU6czNjcjN0"::equals);
    assertThat(run.name()).doesNotContain("s3cr3t");
  }

  @Test
  void write_refusedMetrics_marksTheRunAsFailed() {
    failing.put("runs/log-batch", 400);
    assertThatThrownBy(() -> run("").write(RunReports.hostile(), null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("MLflow answered 400 to runs/log-batch: no");
    assertThat(bodies.get(bodies.size() - 1).at("/status").asText()).isEqualTo("FAILED");
  }

  @Test
  void write_noServer_saysWhere() {
    MlflowRun run = run("me:s3cr3t@");
    server.stop(0);
    assertThatThrownBy(() -> run.write(RunReports.hostile(), null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no answer from http://localhost:")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void settings_noServerUrl_isRefused() {
    for (String uri : List.of("sqlite:///x", "localhost", "databricks", "/runs")) {
      assertThatThrownBy(() -> new MlflowSettings(URI.create(uri), "e", Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("mlflow.uri must be http");
    }
  }

  private MlflowRun run(String user) {
    URI uri = URI.create("http://" + user + "localhost:" + server.getAddress().getPort() + "/");
    return new MlflowRun(new MlflowSettings(uri, "an experiment", Optional.of("night")));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceFirst("/api/2.0/mlflow/", "");
    paths.add(path);
    authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
    bodies.add(new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes()));
    int code = failing.getOrDefault(path, 200);
    String text = code == 200 ? "{}" : "no";
    if (path.equals("experiments/get-by-name")) {
      code = hasExperiment ? 200 : 404;
      text = "{\"experiment\": {\"experiment_id\": \"7\"}}";
    } else if (path.equals("experiments/create")) {
      text = "{\"experiment_id\": \"8\"}";
    } else if (path.equals("runs/create")) {
      text = "{\"run\": {\"info\": {\"run_id\": \"r1\"}}}";
    }
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(code, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }
}
