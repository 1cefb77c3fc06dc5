// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.engine.publish.Lease;
import sparkoptim.engine.publish.PublicationBusyException;

/** A registry on HDFS. */
final class HdfsRegistryTest {
  @TempDir private static Path place;
  private static MiniHdfs hdfs;

  @BeforeAll
  static void start() throws IOException {
    hdfs = MiniHdfs.start(place);
  }

  @AfterAll
  static void stop() {
    if (hdfs != null) {
      hdfs.close();
    }
  }

  @Test
  void promote_threads_oneWinsEachNumber() throws Exception {
    Race.run(hdfs.path("race"), quick());
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void run_twoCopiesOfOneId_onePromotes() throws Exception {
    RunRace.ofOneId(hdfs.path("one-id"), quick());
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void run_twoIds_laterOneServes() throws Exception {
    RunRace.ofTwoIds(hdfs.path("two-ids"), quick());
  }

  private static Configuration quick() {
    Configuration hadoop = new Configuration();
    // How long a writer sleeps where the data node has not told of its block yet: 400 ms by
    // default.
    hadoop.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 5);
    return hadoop;
  }

  @Test
  void registry_promotionRollbackAndRetention_doAsOnTheLocalDisk() throws IOException {
    String uri = hdfs.path("registry");
    try (Registry registry = Registry.toWrite(uri, new Configuration(), false)) {
      assertThat(registry.exclusive()).isEqualTo("rename");
      RegistryTesting.promoted(registry, "1");
      Version second = RegistryTesting.promoted(registry, "2");
      Version third = RegistryTesting.promoted(registry, "3");
      registry.rollback(Optional.empty(), "a note");
      assertThat(RegistryTesting.serving(registry)).isEqualTo(second.toString());
      registry.rollback(Optional.of(third.name()), null);
      registry.retain(new Retention(1, Duration.ofDays(90), Duration.ZERO));
      assertThat(registry.versions())
          .extracting(Version::name)
          .containsExactly(second.name(), third.name());
      try (HeldVersion reading = registry.read(VersionChoice.SERVING)) {
        reading.version().requireWhole();
      }
      RunFiles run = registry.run("3");
      run.attempt(1).writeResult(new byte[] {'{', '}'});
      run.attempt(1).writeResult(new byte[] {'{', '}'});
      assertThat(run.result()).isPresent();
      try (Lease lease = run.lease()) {
        lease.check();
        assertThatThrownBy(run::lease).isInstanceOf(PublicationBusyException.class);
      }
    }
  }
}
