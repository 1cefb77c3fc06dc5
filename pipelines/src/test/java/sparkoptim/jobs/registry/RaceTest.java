// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static sparkoptim.jobs.registry.RegistryTesting.complete;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several who write and read at once. */
final class RaceTest {
  private static final boolean SOAK = "1".equals(System.getenv("SPARK_OPTIM_SOAK"));
  private static final int KILLS = SOAK ? 200 : 20;
  private static final int NIGHTS = SOAK ? 200 : 50;
  private static final int READS = 100;

  @TempDir private Path place;

  @Test
  void promote_threadsOnTheLocalDisk_oneWinsEachNumber() throws Exception {
    Race.run(place.toString(), new Configuration());
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void run_twoCopiesOfOneIdOnTheLocalDisk_onePromotes() throws Exception {
    RunRace.ofOneId(place.toString(), new Configuration());
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void run_twoIdsOnTheLocalDisk_laterOneServes() throws Exception {
    RunRace.ofTwoIds(place.toString(), new Configuration());
  }

  @Test
  void promote_threadsOnAStoreWithConditionalPut_oneWinsEachNumber() throws Exception {
    Race.run("store://race/registry", ConditionalStore.configuration());
  }

  @Test
  void promote_processesOnTheLocalDisk_oneWinsEachNumber() throws Exception {
    VersionName version;
    try (Registry registry = RegistryTesting.open(place.toString())) {
      version = complete(registry, "1").name();
    }
    List<Process> racers = new ArrayList<>();
    try {
      List<BufferedReader> outputs = new ArrayList<>();
      for (int i = 0; i < Race.RACERS; i++) {
        racers.add(process(version.toString(), "" + Race.ROUNDS));
        outputs.add(lines(racers.get(i)));
      }
      for (int i = 0; i < racers.size(); i++) {
        assertThat(outputs.get(i).readLine()).isEqualTo("begun");
      }
      for (Process racer : racers) {
        racer.getOutputStream().write('\n');
        racer.getOutputStream().close();
      }
      List<Integer> won = new ArrayList<>();
      for (BufferedReader output : outputs) {
        output.lines().map(Integer::valueOf).forEach(won::add);
      }
      try (Registry registry = RegistryTesting.toRead(place.toString())) {
        List<Promotion> promotions = registry.history().promotions();
        assertThat(won)
            .containsExactlyInAnyOrderElementsOf(
                promotions.stream().map(Promotion::number).toList());
        assertThat(promotions).hasSizeGreaterThanOrEqualTo(Race.ROUNDS);
        for (Promotion promotion : promotions) {
          assertThat(promotion.against()).isEqualTo(promotion.number() - 1);
        }
      }
    } finally {
      racers.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void promote_killedAtRandom_theLastWholePromotionServes() throws Exception {
    VersionName version;
    try (Registry registry = RegistryTesting.open(place.toString())) {
      version = complete(registry, "1").name();
    }
    Random random = new Random(7);
    int before = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = process(version.toString(), "" + Integer.MAX_VALUE);
      try (BufferedReader lines = lines(process)) {
        assertThat(lines.readLine()).isEqualTo("begun");
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        assertThat(lines.readLine()).as("the first that it won").isNotNull();
        Thread.sleep(random.nextInt(100));
      } finally {
        process.destroyForcibly(); // SIGKILL
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      }
      try (Registry registry = RegistryTesting.toRead(place.toString())) {
        List<Promotion> promotions = registry.history().promotions();
        assertThat(promotions.size()).as("kill %d", kill).isGreaterThanOrEqualTo(before);
        for (int i = 0; i < promotions.size(); i++) {
          assertThat(promotions.get(i).number()).isEqualTo(i + 1);
        }
        before = promotions.size();
      }
    }
    assertThat(before).isGreaterThan(KILLS);
    try (Registry registry = RegistryTesting.open(place.toString())) {
      assertThat(registry.promote(version, registry.current(), Approval.passed(null)).number())
          .isEqualTo(before + 1);
    }
  }

  private Process process(String version, String last) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            RacingProcess.class.getName(),
            place.toString(),
            version,
            last)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Goes on until there were enough nights and every reader has read often. */
  @Test
  void read_whilePromotionsAndRetentionRun_neverFails() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(3);
    try (Registry registry = RegistryTesting.open(place.toString())) {
      RegistryTesting.promoted(registry, "0000");
      List<AtomicInteger> counts = new ArrayList<>();
      List<Future<?>> reads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        AtomicInteger count = new AtomicInteger();
        counts.add(count);
        reads.add(readers.submit(() -> read(done, count)));
      }
      Retention one = new Retention(1, Duration.ofDays(90), Duration.ZERO);
      for (int night = 1;
          night <= NIGHTS
              || (counts.stream().anyMatch(count -> count.get() <= READS)
                  && reads.stream().noneMatch(Future::isDone));
          night++) {
        RegistryTesting.promoted(registry, "%04d".formatted(night));
        registry.retain(one);
        if (night % 10 == 0) {
          registry.rollback(Optional.empty(), null);
        }
      }
      done.set(true);
      for (Future<?> read : reads) {
        read.get(1, TimeUnit.MINUTES);
      }
      assertThat(counts).allSatisfy(count -> assertThat(count.get()).isGreaterThan(READS));
      assertThat(registry.versions()).hasSizeLessThan(6);
    } finally {
      done.set(true);
      readers.shutdownNow();
    }
  }

  /** Chooses what serves and reads all of it, until told to end. */
  private Void read(AtomicBoolean done, AtomicInteger count) throws IOException {
    try (Registry registry = RegistryTesting.toRead(place.toString())) {
      while (!done.get()) {
        try (HeldVersion reading = registry.read(VersionChoice.SERVING)) {
          Path model = Path.of(reading.version().model().toUri().getPath());
          reading.version().requireWhole();
          assertThat(model.resolve("part")).hasContent(reading.version().toString());
          count.incrementAndGet();
        }
      }
    }
    return null;
  }
}
