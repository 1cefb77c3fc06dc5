// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * A server on this machine that speaks S3 (moto), with one empty bucket, for tests of what is
 * written by Hadoop's S3A. {@code bin/test --s3} installs both; without it tests skip.
 */
public final class S3Server implements AutoCloseable {
  private static final int SECONDS = 60;

  /** One request after the other: between a look and a write of moto's, another may come. */
  private static final String PROGRAM =
      """
      import threading
      from moto import server
      lock, call = threading.Lock(), server.DomainDispatcherApplication.__call__
      def one(self, environ, start_response):
          with lock:
              return call(self, environ, start_response)
      server.DomainDispatcherApplication.__call__ = one
      server.main()
      """;

  private final Process process;
  private final URI uri;
  private final String bucket;

  private S3Server(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
    this.bucket = "bucket-" + uri.getPort(); // Hadoop keeps what it knows of one
  }

  /**
   * Starts the server; skips the test where it is not installed.
   *
   * @param log gets what the server says
   */
  public static S3Server start(Path log) throws IOException, InterruptedException {
    String python = System.getenv("SPARK_OPTIM_S3");
    assumeThat(python).as("SPARK_OPTIM_S3 is not set: run bin/test --s3").isNotBlank();
    Configurator.setLevel("org.apache.hadoop", Level.WARN); // of each request some lines
    Configurator.setLevel("com.amazonaws", Level.WARN);
    int port = freePort();
    Process process =
        new ProcessBuilder(python, "-c", PROGRAM, "-H", "127.0.0.1", "-p", "" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var server = new S3Server(process, URI.create("http://127.0.0.1:" + port));
    try {
      server.createBucket();
      return server;
    } catch (IOException | InterruptedException | AssertionError e) {
      server.close();
      throw e;
    }
  }

  private void createBucket() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve("/" + bucket))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    for (int second = 0; ; second++) {
      try {
        HttpResponse<String> answer =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
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

  /** Returns the path of something in the bucket. */
  public String path(String name) {
    return "s3a://" + bucket + "/" + name;
  }

  /** Returns Hadoop's settings for the server. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("fs.s3a.endpoint", uri.toString());
    settings.put("fs.s3a.path.style.access", "true");
    settings.put("fs.s3a.access.key", "testing");
    settings.put("fs.s3a.secret.key", "testing");
    settings.put(
        "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    settings.put("fs.s3a.attempts.maximum", "2");
    settings.put("fs.s3a.fast.upload.buffer", "bytebuffer");
    return settings;
  }

  /** Returns Hadoop's settings with those for the server. */
  public Configuration configuration() {
    var configuration = new Configuration();
    settings().forEach(configuration::set);
    return configuration;
  }

  /** Writes the settings into a folder that other processes have on their class path. */
  public void writeSettings(Path folder) throws IOException {
    try (var out = Files.newOutputStream(folder.resolve("core-site.xml"))) {
      var only = new Configuration(false);
      settings().forEach(only::set);
      only.writeXml(out);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
