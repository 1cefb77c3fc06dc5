// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sparkoptim.core.PlainText;

/** The REST interface of a tracking server. */
final class MlflowServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int NOT_FOUND = 404;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final String base;
  private final Optional<String> authorization;

  MlflowServer(URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    base = uri.getScheme() + "://" + uri.getHost() + port + path + "/api/2.0/mlflow/";
    authorization = authorization(uri);
  }

  /** Those of the URL, or of the environment variables that MLflow's own clients read. */
  private static Optional<String> authorization(URI uri) {
    String user = System.getenv("MLFLOW_TRACKING_USERNAME");
    String token = System.getenv("MLFLOW_TRACKING_TOKEN");
    if (uri.getUserInfo() != null) {
      return Optional.of(basic(uri.getUserInfo()));
    }
    if (user != null) {
      return Optional.of(basic(user + ":" + System.getenv("MLFLOW_TRACKING_PASSWORD")));
    }
    return Optional.ofNullable(token).map(value -> "Bearer " + value);
  }

  private static String basic(String userAndPassword) {
    byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  /** Returns the answer; empty where there is no such thing. */
  Optional<JsonNode> get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = send(request(path).GET());
    return response.statusCode() == NOT_FOUND
        ? Optional.empty()
        : Optional.of(answer(path, response));
  }

  JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    var content = BodyPublishers.ofString(JSON.writeValueAsString(body));
    return answer(
        path, send(request(path).header("Content-Type", "application/json").POST(content)));
  }

  /** Returns a text as a URL takes it. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request.build(), BodyHandlers.ofString());
    try { // the request's own limit ends with the headers
      return answer.get(2 * ANSWER.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) { // whose message is often empty
      answer.cancel(true);
      throw new IOException("no answer from " + base + " (" + e + ")", e);
    }
  }

  private static JsonNode answer(String path, HttpResponse<String> response) throws IOException {
    if (response.statusCode() / 100 != 2) {
      String body = response.body().strip();
      throw new IOException(
          PlainText.of(
              "MLflow answered %d to %s: %s",
              response.statusCode(), path, body.substring(0, Math.min(300, body.length()))));
    }
    return JSON.readTree(response.body());
  }
}
