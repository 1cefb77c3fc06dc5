// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NightNewsTest {
  @TempDir private Path folder;
  private final Map<String, String> heard = new ConcurrentHashMap<>();
  private HttpServer server;
  private String url;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String key = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          heard.put(key, new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          int code = key.contains("broken") ? 500 : 200;
          exchange.sendResponseHeaders(code, -1);
          exchange.close();
        });
    server.start();
    url = "http://localhost:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void retrain_listeners_hearTheStoredResult() throws IOException {
    var nights = new Nights(folder);
    nights.write(1, 300, 1);
    Path file = folder.resolve("heard.txt");
    String command = "(echo $SPARK_OPTIM_OUTCOME $SPARK_OPTIM_RUN_ID; cat) > " + file;
    String[] listeners = {
      "notify=[\"" + command + "\", \"exit 3\", \"" + url + "/hook\"]",
      "pushgateway.url=" + url,
      "openlineage.url=" + url,
      "mlflow.uri=" + url + "/broken"
    };
    int code = nights.retrain(1, listeners);
    assertThat(code).as(nights.err()).isZero();
    JsonNode result = nights.result(1).orElseThrow();
    assertThat(Files.readAllLines(file).get(0)).isEqualTo("promoted 2026-11-01");
    assertThat(heard.get("POST /hook")).contains("\"outcome\" : \"promoted\"");
    String gauges =
        heard.entrySet().stream()
            .filter(request -> request.getKey().startsWith("POST /metrics/job/"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow();
    assertThat(gauges)
        .contains(
            "spark_optim_night_outcome{outcome=\"promoted\"} 1\n",
            "spark_optim_night_outcome{outcome=\"kept\"} 0\n",
            "spark_optim_night_serving_age_days 0.0\n",
            "spark_optim_night_rows 300.0\n",
            "spark_optim_night_figure{model=\"candidate\",figure=\"logLoss\"} ");
    JsonNode event = new ObjectMapper().readTree(heard.get("POST /api/v1/lineage"));
    assertThat(event.path("eventType").asText()).isEqualTo("COMPLETE");
    assertThat(event.at("/inputs/0/facets/sparkOptim_rows/training/rows"))
        .isEqualTo(result.at("/days/0/training/rows"));
    assertThat(event.at("/outputs/0/name").asText()).endsWith(result.path("version").asText());
    Files.delete(file);
    heard.clear();
    assertThat(nights.retrain(1, listeners)).isZero();
    assertThat(file).doesNotExist();
    assertThat(heard).isEmpty();
    nights.write(2, 100, 1); // fewer than check.rows.min
    assertThat(nights.retrain(2, listeners)).isEqualTo(65);
    assertThat(Files.readAllLines(file).get(0)).isEqualTo("refused 2026-11-02");
    assertThat(heard.get("POST /api/v1/lineage")).contains("FAIL");
  }
}
