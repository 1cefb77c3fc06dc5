// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rights are asked of an API server, here one that knows reviews alone. */
final class KubernetesChecksTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private final SparkConf conf = new SparkConf(false);
  private volatile Set<String> denied = Set.of();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", this::review);
    server.start();
    conf.set("spark.master", "k8s://http://127.0.0.1:" + server.getAddress().getPort());
    conf.set("spark.kubernetes.namespace", "jobs");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void review(HttpExchange exchange) throws IOException {
    ObjectNode review = (ObjectNode) MAPPER.readTree(exchange.getRequestBody());
    JsonNode attributes = review.at("/spec/resourceAttributes");
    asked.add(attributes);
    String right = attributes.path("verb").asText() + " " + attributes.path("resource").asText();
    review.putObject("status").put("allowed", !denied.contains(right));
    byte[] bytes = review.toString().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(201, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String line() {
    return new KubernetesChecks(conf).rights().line();
  }

  @Test
  void rights_thatAreThere_areWell() {
    assertThat(line()).startsWith("ok").contains("in jobs");
    assertThat(asked).hasSize(24).allMatch(a -> a.path("namespace").asText().equals("jobs"));
  }

  @Test
  void rights_thatAreMissing_areNamedByResource() {
    denied = Set.of("create pods", "deletecollection configmaps", "watch pods");
    assertThat(line())
        .startsWith("fail")
        .contains("may not: deletecollection configmaps; create, watch pods", "rbac.yaml");
  }

  @Test
  void server_thatIsNotThere_fails() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      conf.set("spark.master", "k8s://http://127.0.0.1:" + closed.getLocalPort());
    }
    assertThat(line()).startsWith("fail").contains("does not answer").doesNotContain("\n");
  }
}
