// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that speaks S3, which bin/test --s3 installs. */
final class S3PublicationTest {
  private static final int KILLS = "1".equals(System.getenv("SPARK_OPTIM_SOAK")) ? 50 : 8;

  @TempDir private Path folder;
  private S3Server server;
  private Configuration hadoop;
  private org.apache.hadoop.fs.Path out;

  @BeforeEach
  void start() throws Exception {
    server = S3Server.start(folder.resolve("log"));
    hadoop = server.configuration();
    out = new org.apache.hadoop.fs.Path(server.path("out"));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void publish_twice_hasTheSecondAlone() throws IOException {
    PublishingLoop.publish(out, 1, hadoop);
    assertThat(versions()).containsExactly("version 1");
    PublishingLoop.publish(out, 2, hadoop);
    assertThat(versions()).containsExactly("version 2");
    assertThat(read("metrics.json")).isEqualTo("version 2");
  }

  @Test
  void begin_twoAtOnce_theSecondIsBusy() throws IOException {
    try (Publication first = Publication.of(out, "train", true, hadoop)) {
      first.claim("output", "model", Content.MODEL);
      first.begin();
      try (Publication second = Publication.of(out, "train", true, hadoop)) {
        second.claim("output", "model", Content.MODEL);
        assertThatThrownBy(second::begin).isInstanceOf(PublicationBusyException.class);
      }
    }
  }

  @Test
  void publish_killed_oldOrNewIsWholeForTheNextRun() throws Exception {
    var random = new Random(7);
    server.writeSettings(folder);
    PublishingLoop.publish(out, 0, hadoop);
    for (int kill = 0; kill < KILLS; kill++) {
      killAfter(random.nextInt(2500));
      // A reader sees a whole model, or hears that it is being moved.
      try {
        read(Publication.locate(out, "train", "model", hadoop), "data/part-0");
      } catch (PublicationBusyException e) {
        assertThat(e).hasMessageContaining("out");
      }
      Publication.finish(out, "train", hadoop);
      assertThat(versions()).as("kill %d", kill).containsExactly(read("metrics.json"));
    }
    PublishingLoop.publish(out, -1, hadoop);
    assertThat(versions()).containsExactly("version -1");
  }

  private void killAfter(long millis) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                PublishingLoop.class.getName(),
                out.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.equals("begun")) {
        line = lines.readLine();
      }
      assertThat(line).isEqualTo("begun");
      TimeUnit.MILLISECONDS.sleep(1500 + millis); // it connects for a second
    } finally {
      process.destroyForcibly(); // SIGKILL
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  /** Returns what the files of the model hold, of which there must be all. */
  private Set<String> versions() throws IOException {
    Set<String> versions = new TreeSet<>();
    try (FileSystem files = FileSystem.newInstance(out.toUri(), hadoop)) {
      FileStatus[] parts = files.listStatus(new org.apache.hadoop.fs.Path(out, "model/data"));
      assertThat(parts).hasSize(20);
      for (FileStatus part : parts) {
        versions.add(read(part.getPath().getParent(), part.getPath().getName()));
      }
    }
    return versions;
  }

  private String read(String name) throws IOException {
    return read(out, name);
  }

  private String read(org.apache.hadoop.fs.Path parent, String name) throws IOException {
    var path = new org.apache.hadoop.fs.Path(parent, name);
    try (FileSystem files = FileSystem.newInstance(path.toUri(), hadoop);
        var in = files.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
