// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed by SIGKILL while they publish, at moments that a seed chooses. */
final class KilledPublicationTest {
  private static final int KILLS = "1".equals(System.getenv("SPARK_OPTIM_SOAK")) ? 200 : 20;

  @TempDir private Path folder;

  @Test
  void publish_killed_oldOrNewIsWholeForTheNextRun() throws Exception {
    Random random = new Random(7);
    Configuration hadoop = new Configuration();
    Path out = folder.resolve("out");
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(out.toString());
    PublishingLoop.publish(path, 0, hadoop);
    for (int kill = 0; kill < KILLS; kill++) {
      killAfter(20 + random.nextInt(150), out);
      org.apache.hadoop.fs.Path model = Publication.locate(path, "train", "model", hadoop);
      whole(Path.of(model.toUri().getPath()), kill);
      Publication.finish(path, "train", hadoop);
      Set<String> versions = whole(out.resolve("model"), kill);
      assertThat(versions)
          .as("kill %d", kill)
          .containsExactly(Files.readString(out.resolve("metrics.json")));
    }
    PublishingLoop.publish(path, -1, hadoop);
    assertThat(out.resolve("metrics.json")).hasContent("version -1");
    try (Stream<Path> left = Files.list(out.resolve(".spark-optim/train"))) {
      assertThat(left.map(file -> file.getFileName().toString())).containsExactly("files.json");
    }
  }

  private static Set<String> whole(Path model, int kill) throws IOException {
    Set<String> versions = new TreeSet<>();
    List<Path> files;
    try (Stream<Path> found = Files.list(model.resolve("data"))) {
      files = found.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
    assertThat(files).as("kill %d", kill).hasSize(20);
    for (Path file : files) {
      versions.add(Files.readString(file));
    }
    assertThat(versions).as("kill %d", kill).hasSize(1);
    return versions;
  }

  private static void killAfter(long millis, Path out) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
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
      Thread.sleep(millis);
    } finally {
      process.destroyForcibly(); // SIGKILL
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }
}
