// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.engine.publish.FaultyFileSystem;
import sparkoptim.jobs.registry.Promotion;
import sparkoptim.jobs.registry.Registry;

/**
 * Nights whose file system refuses everything from its k-th operation on: the old version or the
 * new one serves, and the night that is run again ends as if nothing had happened.
 */
final class EndedNightsTest {
  private static final boolean ALL = "1".equals(System.getenv("SPARK_OPTIM_SOAK"));
  private static final int DRAWN = 8;

  @TempDir private Path place;

  @BeforeEach
  void faultyFileSystem() {
    Configuration hadoop = TestSession.get().sparkContext().hadoopConfiguration();
    FaultyFileSystem.configuration().getValByRegex("fs\\.faulty\\..*").forEach(hadoop::set);
  }

  @AfterEach
  void heal() {
    FaultyFileSystem.heal();
  }

  @Test
  void retrain_endedAtAnyOperation_oldOrNewServesAndTheRerunEndsAsUndisturbed() throws IOException {
    var nights = new Nights(place).through("faulty://");
    nights.write(1, 200, 1);
    nights.write(2, 200, 1);
    assertThat(nights.retrain(1)).as(nights.err()).isZero();
    Path before = TestFolders.copy(nights.registry(), place.resolve("before"));
    long many = 1_000_000;
    FaultyFileSystem.failAfter(many, false);
    assertThat(nights.retrain(2)).as(nights.err()).isZero();
    long operations = FaultyFileSystem.operations(many);
    JsonNode undisturbed = nights.result(2).orElseThrow();
    String old = undisturbed.path("previous").asText();
    for (long k : drawn(operations)) {
      FileUtil.fullyDelete(nights.registry().toFile());
      TestFolders.copy(before, nights.registry());
      FaultyFileSystem.failAfter(k, false);
      int code = nights.retrain(2);
      FaultyFileSystem.heal();
      assertThat(code).as("k = %d of %d: %s", k, operations, nights.err()).isIn(0, 75);
      String serves = serving(nights).orElseThrow();
      assertThat(serves.equals(old) || serves.startsWith("2026-11-02")).as(serves).isTrue();
      assertThat(nights.retrain(2)).as("k = %d: %s", k, nights.err()).isZero();
      JsonNode result = nights.result(2).orElseThrow();
      for (String key : List.of("outcome", "weightsSha256", "gates", "previous")) {
        assertThat(result.path(key)).as("k = %d, %s", k, key).isEqualTo(undisturbed.path(key));
      }
      assertThat(nights.promotions()).as("k = %d", k).isEqualTo(2);
      assertThat(serving(nights)).contains(result.path("version").asText());
    }
  }

  private static Set<Long> drawn(long operations) {
    assertThat(operations).isGreaterThan(50);
    LongStream all =
        ALL ? LongStream.range(0, operations) : new Random(2).longs(DRAWN, 0, operations);
    return new TreeSet<>(all.boxed().toList());
  }

  private static Optional<String> serving(Nights nights) throws IOException {
    try (Registry registry =
        Registry.toRead(nights.registry().toUri().toString(), new Configuration())) {
      return registry.current().map(Promotion::version);
    }
  }
}
