// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rights are asked of an API server, here one that knows reviews alone. */
final class KubernetesChecksTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private final List<String> sent = new CopyOnWriteArrayList<>();
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
    sent.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
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
    assertThat(asked).hasSize(18).allMatch(a -> a.path("namespace").asText().equals("jobs"));
  }

  @Test
  void rights_thatAreMissing_areNamedByResource() {
    denied = Set.of("create pods", "deletecollection configmaps", "watch pods");
    assertThat(line())
        .startsWith("fail")
        .contains("may not: deletecollection configmaps; create, watch pods", "rbac.yaml");
  }

  @Test
  void rights_thatExecutorsStartWithout_areAWarning() {
    denied = Set.of("create services", "create persistentvolumeclaims");
    assertThat(line()).startsWith("warn").contains("create services").doesNotContain("claims");
    conf.set(
        "spark.kubernetes.executor.volumes.persistentVolumeClaim.data.options.claimName",
        "OnDemand");
    assertThat(line()).startsWith("warn").contains("create persistentvolumeclaims; create serv");
    denied = Set.of("create services", "list pods");
    assertThat(line()).startsWith("fail").contains("list pods; create services");
  }

  @Test
  void client_isAsSparksOwn(@TempDir Path folder) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "abc");
    conf.set("spark.kubernetes.authenticate.oauthTokenFile", token.toString());
    conf.set("spark.kubernetes.trust.certificates", "true");
    Config client = new KubernetesChecks(conf).config();
    assertThat(client.getOauthToken()).isEqualTo("abc");
    assertThat(client.isTrustCerts()).isTrue();
    assertThat(line()).startsWith("ok");
    assertThat(sent).contains("Bearer abc");
    Files.delete(token);
    assertThat(line()).startsWith("fail").contains("cannot be asked", "token");
  }

  @Test
  void driverInTheCluster_asksTheAddressThereWithWhatIsMounted() throws IOException {
    conf.set("spark.kubernetes.submitInDriver", "true");
    conf.set("spark.kubernetes.authenticate.oauthToken", "ours");
    conf.set("spark.kubernetes.authenticate.driver.mounted.oauthToken", "mounted");
    Config client = new KubernetesChecks(conf).config();
    assertThat(client.getMasterUrl()).startsWith("https://kubernetes.default.svc");
    assertThat(client.getOauthToken()).isEqualTo("mounted");
    conf.set("spark.kubernetes.driver.master", "https://inside:6443");
    assertThat(new KubernetesChecks(conf).config().getMasterUrl()).startsWith("https://inside");
  }

  @Test
  void server_thatIsNotThere_fails() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      conf.set("spark.master", "k8s://http://127.0.0.1:" + closed.getLocalPort());
    }
    assertThat(line()).startsWith("fail").contains("cannot be asked").doesNotContain("\n");
  }
}
