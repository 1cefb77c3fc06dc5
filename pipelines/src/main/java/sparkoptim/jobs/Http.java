// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Small requests to servers that may be down: no answer takes more than ten seconds. */
final class Http {
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int MOST_OF_ANSWER = 300;

  private Http() {}

  /**
   * Sends a text.
   *
   * @param url may hold user and password
   * @throws IOException where the server does not take it
   */
  static void send(String method, String url, String type, String body)
      throws IOException, InterruptedException {
    URI uri = URI.create(url);
    Optional<String> user = Optional.ofNullable(uri.getUserInfo());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(withoutUser(uri))
            .timeout(ANSWER)
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofString(body));
    user.map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
        .ifPresent(text -> request.header("Authorization", "Basic " + text));
    HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).build();
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(request.build(), BodyHandlers.ofString());
    HttpResponse<String> response;
    try { // the request's own limit ends with the headers
      response = waiting.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) { // whose message is often empty
      waiting.cancel(true);
      throw new IOException("no answer (" + e + ")", e);
    }
    if (response.statusCode() / 100 != 2) {
      String answer = response.body().strip();
      throw new IOException(
          Text.of(
              "it answered %d: %s",
              response.statusCode(),
              answer.substring(0, Math.min(MOST_OF_ANSWER, answer.length()))));
    }
  }

  private static URI withoutUser(URI uri) {
    String authority = uri.getRawAuthority();
    int at = authority == null ? -1 : authority.lastIndexOf('@');
    return at < 0 ? uri : URI.create(uri.toString().replaceFirst("//[^/]*@", "//"));
  }
}
