// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.jobs.registry.Promotion;
import sparkoptim.jobs.registry.Registry;

/** Nights of a process that gets SIGKILL at random moments, and is run again. */
final class KilledNightsTest {
  private static final int KILLS = "1".equals(System.getenv("SPARK_OPTIM_SOAK")) ? 200 : 5;
  private static final int MINUTES = 30;
  private static final int SIGTERM = 143;

  @TempDir private Path place;
  private Nights nights;
  private Path log;

  @Test
  @Timeout(value = 5, unit = TimeUnit.HOURS) // a busy machine starts a process in a minute
  void retrain_killedAtRandom_oldOrNewServesAndTheRerunEndsAsUndisturbed() throws Exception {
    nights = new Nights(place);
    log = place.resolve("nights.log");
    nights.write(1, 200, 1);
    nights.write(2, 200, 1);
    assertThat(nights.retrain(1)).as(nights.err()).isZero();
    Path before = TestFolders.copy(nights.registry(), place.resolve("before"));
    long whole = undisturbed();
    JsonNode expected = nights.result(2).orElseThrow();
    String old = expected.path("previous").asText();
    Random random = new Random(11);
    Process next = start();
    for (int kill = 0; kill < KILLS; kill++) {
      Process night = next;
      ready(night);
      next = start(); // gets ready meanwhile
      try {
        FileUtil.fullyDelete(nights.registry().toFile());
        TestFolders.copy(before, nights.registry());
        go(night);
        long killed = System.nanoTime() + (long) (random.nextDouble() * whole);
        while (night.isAlive() && System.nanoTime() < killed) {
          assertThat(serving()).as("kill %d", kill).satisfies(name -> isOldOrNew(name, old));
          Thread.sleep(5);
        }
      } finally {
        night.destroyForcibly(); // SIGKILL
        assertThat(night.waitFor(1, TimeUnit.MINUTES)).isTrue();
      }
      assertThat(serving()).as("kill %d", kill).satisfies(name -> isOldOrNew(name, old));
      assertThat(nights.retrain(2)).as("kill %d: %s", kill, nights.err()).isZero();
      JsonNode result = nights.result(2).orElseThrow();
      for (String key : List.of("outcome", "weightsSha256", "gates", "previous")) {
        assertThat(result.path(key)).as("kill %d, %s", kill, key).isEqualTo(expected.path(key));
      }
      assertThat(nights.promotions()).as("kill %d", kill).isEqualTo(2);
      assertThat(serving()).isEqualTo(result.path("version").asText());
    }
    next.destroyForcibly();
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void retrain_sigtermInTraining_is143AndLetsTheLeaseGo() throws Exception {
    nights = new Nights(place);
    log = place.resolve("nights.log");
    nights.write(1, 200, 1);
    nights.write(2, 200, 1);
    assertThat(nights.retrain(1)).as(nights.err()).isZero();
    String old = serving();
    Process night = start("stage.params.maxIter=1000000000", "stage.params.tol=0");
    try {
      ready(night);
      go(night);
      Path run = nights.registry().resolve("runs").resolve(Nights.id(2));
      while (night.isAlive() && !Files.exists(run.resolve("attempt-1/inputs.json"))) {
        Thread.sleep(20);
      }
      assertThat(run.resolve("lease.json")).exists();
      night.destroy(); // SIGTERM
      assertThat(night.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
      assertThat(night.exitValue()).as(Files.readString(log)).isEqualTo(SIGTERM);
      assertThat(run.resolve("lease.json")).doesNotExist();
      assertThat(run.resolve("result-1.json")).doesNotExist();
      assertThat(serving()).isEqualTo(old);
    } finally {
      night.destroyForcibly();
    }
  }

  /** Returns the nanoseconds that a night takes. */
  private long undisturbed() throws Exception {
    Process night = start();
    ready(night);
    long start = System.nanoTime();
    go(night);
    night.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    assertThat(night.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    assertThat(night.exitValue()).as(Files.readString(log)).isZero();
    return System.nanoTime() - start;
  }

  private Process start(String... settings) throws IOException {
    String config = place.resolve("night.conf").toString();
    List<String> arguments = new ArrayList<>(List.of("retrain", config, "run.id=" + Nights.id(2)));
    arguments.addAll(List.of(settings));
    return NightProcess.start(NightProcess.class, List.of(), log, arguments.toArray(String[]::new));
  }

  private void ready(Process night) throws IOException {
    var lines =
        new BufferedReader(new InputStreamReader(night.getInputStream(), StandardCharsets.UTF_8));
    assertThat(lines.readLine()).as(Files.readString(log)).isEqualTo(NightProcess.READY);
  }

  private static void go(Process night) throws IOException {
    night.getOutputStream().write('\n');
    night.getOutputStream().close();
  }

  /** Returns the version that serves, all of which is there. */
  private String serving() throws IOException {
    try (Registry registry =
        Registry.toRead(nights.registry().toUri().toString(), new Configuration())) {
      Promotion current = registry.current().orElseThrow();
      registry.version(current.versionName()).requireWhole();
      return current.version();
    }
  }

  private static void isOldOrNew(String version, String old) {
    assertThat(version.equals(old) || version.startsWith(Nights.id(2))).as(version).isTrue();
  }
}
