// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.engine.publish.Lease;
import sparkoptim.engine.publish.PublicationBusyException;
import sparkoptim.engine.publish.S3Server;
import sparkoptim.jobs.JobException;

/** A registry on a server that speaks S3, by Hadoop's S3A as Spark has it. */
final class S3RegistryTest {
  @TempDir private static Path place;
  private static S3Server server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = S3Server.start(place.resolve("s3.log"));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void open_s3aWithoutConditionalPut_isRefusedAndNamesTheSetting() {
    assertThatThrownBy(
            () -> Registry.toWrite(server.path("refused"), server.configuration(), false))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Unknown mandatory key")
        .hasMessageContaining("registry.singleWriter = true");
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void promote_threadsOfAnS3aWithConditionalPut_oneWinsEachNumber() throws Exception {
    Race.run(server.path("race"), ConditionalS3.in(server.configuration()));
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void run_twoCopiesOfOneId_onePromotes() throws Exception {
    RunRace.ofOneId(server.path("one-id"), ConditionalS3.in(server.configuration()));
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void run_twoIds_laterOneServes() throws Exception {
    RunRace.ofTwoIds(server.path("two-ids"), ConditionalS3.in(server.configuration()));
  }

  @Test
  void registry_singleWriter_doesAsOnTheLocalDisk() throws IOException {
    try (Registry registry =
        Registry.toWrite(server.path("registry"), server.configuration(), true)) {
      assertThat(registry.exclusive()).isEqualTo("single writer");
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
      try (HeldVersion held = registry.read(VersionChoice.SERVING)) {
        held.version().requireWhole();
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
