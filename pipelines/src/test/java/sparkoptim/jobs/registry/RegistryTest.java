// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparkoptim.jobs.registry.RegistryTesting.complete;
import static sparkoptim.jobs.registry.RegistryTesting.promoted;
import static sparkoptim.jobs.registry.RegistryTesting.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.engine.publish.FaultyFileSystem;
import sparkoptim.jobs.JobException;

final class RegistryTest {
  @TempDir private Path place;

  private Registry open() throws IOException {
    return RegistryTesting.open(place.toString());
  }

  @Test
  void promote_first_servesAndIsInTheHistory() throws IOException {
    try (Registry registry = open()) {
      assertThat(registry.current()).isEmpty();
      Version version = complete(registry, "2026-11-10");
      Promotion promotion =
          registry.promote(version.name(), Optional.empty(), Approval.passed("a note"));
      assertThat(registry.current()).contains(promotion);
      assertThat(promotion.number()).isEqualTo(1);
      assertThat(promotion.previous()).isNull();
      assertThat(promotion.note()).isEqualTo("a note");
      assertThat(promotion.exclusive()).isEqualTo("hard link");
    }
    try (Registry again = RegistryTesting.toRead(place.toString())) {
      assertThat(again.history().promotions()).hasSize(1);
      assertThat(again.history().current()).isEqualTo(again.current());
    }
    assertThat(place.resolve("promotions/0000000001.json")).exists();
    assertThat(Files.readString(place.resolve("current.json")))
        .isEqualTo(Files.readString(place.resolve("promotions/0000000001.json")));
  }

  @Test
  void promote_decidedAgainstWhatNoLongerServes_isLostAndNamesTheWinner() throws IOException {
    try (Registry registry = open()) {
      promoted(registry, "1");
      Optional<Promotion> against = registry.current();
      Version winner = promoted(registry, "2");
      Version late = complete(registry, "3");
      assertThatThrownBy(() -> registry.promote(late.name(), against, Approval.passed(null)))
          .isInstanceOfSatisfying(
              PromotionLostException.class,
              e -> assertThat(e.winner()).isEqualTo(current(registry)))
          .hasMessageContaining(winner.toString());
      assertThat(serving(registry)).isEqualTo(winner.toString());
    }
  }

  private static Optional<Promotion> current(Registry registry) {
    try {
      return registry.current();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void version_neverCompleted_isRefusedAndNeitherListedNorPromoted() throws IOException {
    try (Registry registry = open()) {
      VersionDraft draft = registry.begin("2026-11-10", 1);
      draft.write("model/part", new byte[] {1});
      assertThat(registry.versions()).isEmpty();
      assertThatThrownBy(() -> registry.version(draft.name()))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("was never completed");
      assertThatThrownBy(
              () -> registry.promote(draft.name(), Optional.empty(), Approval.forced("x")))
          .hasMessageContaining("was never completed");
      assertThat(registry.current()).isEmpty();
    }
  }

  @Test
  void draft_complete_refusesToChange() throws IOException {
    try (Registry registry = open()) {
      VersionDraft draft = registry.begin("2026-11-10", 1);
      draft.write("model/part", new byte[] {1});
      draft.complete();
      assertThatThrownBy(() -> draft.write("model/part", new byte[] {2}))
          .hasMessageContaining("does not change");
      draft.abandon();
      assertThat(registry.version(draft.name()).name()).isEqualTo(draft.name());
    }
  }

  @Test
  void requireWhole_fileCutOrMissing_namesIt() throws IOException {
    try (Registry registry = open()) {
      Version version = complete(registry, "2026-11-10");
      version.requireWhole();
      Path part = place.resolve("versions/" + version + "/model/part");
      Files.write(part, new byte[] {1});
      assertThatThrownBy(version::requireWhole).hasMessageContaining("has 1 bytes");
      Files.delete(part);
      assertThatThrownBy(version::requireWhole).hasMessageContaining("is missing");
    }
  }

  @Test
  void current_highestFileCut_passesItOver() throws IOException {
    try (Registry registry = open()) {
      Version version = promoted(registry, "1");
      Path cut = place.resolve("promotions/0000000002.json");
      Files.writeString(cut, "{\"format\":1,\"numb");
      assertThat(serving(registry)).isEqualTo(version.toString());
      Version next = complete(registry, "2");
      assertThatThrownBy(
              () -> registry.promote(next.name(), registry.current(), Approval.passed(null)))
          .isInstanceOf(PromotionLostException.class)
          .hasMessageContaining("just being written");
      Files.setLastModifiedTime(cut, FileTime.from(Instant.now().minus(Duration.ofMinutes(11))));
      Promotion promotion =
          registry.promote(next.name(), registry.current(), Approval.passed(null));
      assertThat(promotion.number()).isEqualTo(3);
      assertThat(promotion.against()).isEqualTo(1);
      assertThat(serving(registry)).isEqualTo(next.toString());
    }
  }

  @Test
  void rollback_twice_goesBackTwoVersionsAndTheNextNightGoesOnFromThere() throws IOException {
    try (Registry registry = open()) {
      Version a = promoted(registry, "1");
      Version b = promoted(registry, "2");
      promoted(registry, "3");
      assertThat(registry.rollback(Optional.empty(), "bad").version()).isEqualTo(b.toString());
      assertThat(registry.rollback(Optional.empty(), "bad").version()).isEqualTo(a.toString());
      assertThatThrownBy(() -> registry.rollback(Optional.empty(), null))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("nothing served before");
      assertThat(registry.incumbentOf("4").orElseThrow().name()).isEqualTo(a.name());
      Version d = promoted(registry, "4");
      assertThat(registry.rollback(Optional.empty(), null).version()).isEqualTo(a.toString());
      assertThat(registry.rollback(Optional.of(d.name()), null).version()).isEqualTo(d.toString());
      assertThat(registry.rollback(Optional.empty(), null).version()).isEqualTo(a.toString());
      assertThat(registry.history().promotions()).hasSize(9);
    }
  }

  @Test
  void asOf_withRollbackAndBackfill_isWhatServedThen() throws IOException {
    try (Registry registry = open()) {
      Version v10 = promoted(registry, "10");
      Version v11 = promoted(registry, "11");
      Version v13 = promoted(registry, "13");
      registry.rollback(Optional.empty(), null); // of 13, to 11
      assertThat(asOf(registry, "10")).isEqualTo(v10.toString());
      assertThat(asOf(registry, "11")).isEqualTo(v11.toString());
      assertThat(asOf(registry, "12")).isEqualTo(v11.toString());
      assertThat(asOf(registry, "13")).isEqualTo(v11.toString());
      registry.rollback(Optional.of(v13.name()), null);
      Version v12 = promoted(registry, "12");
      assertThat(asOf(registry, "12")).isEqualTo(v12.toString());
      assertThat(asOf(registry, "13")).isEqualTo(v12.toString());
      assertThat(registry.history().asOf("0")).isEmpty();
      assertThat(registry.incumbentOf("11").orElseThrow().name()).isEqualTo(v10.name());
      assertThat(registry.incumbentOf("12").orElseThrow().name()).isEqualTo(v11.name());
      assertThat(registry.incumbentOf("10")).isEmpty();
    }
  }

  private static String asOf(Registry registry, String runId) throws IOException {
    try (HeldVersion reading = registry.read(VersionChoice.of("version", "as-of:" + runId))) {
      return reading.version().toString();
    }
  }

  @Test
  void newestBelow_keptCandidate_isFoundWhereTheIncumbentIsNot() throws IOException {
    try (Registry registry = open()) {
      Version a = promoted(registry, "1");
      Version kept = complete(registry, "2");
      assertThat(registry.newestBelow("3").orElseThrow().name()).isEqualTo(kept.name());
      assertThat(registry.incumbentOf("3").orElseThrow().name()).isEqualTo(a.name());
      assertThat(registry.newestBelow("1")).isEmpty();
    }
  }

  @Test
  void run_attempts_areCountedAndTheLastResultIsFound() throws IOException {
    try (Registry registry = open()) {
      RunFiles run = registry.run("2026-11-10");
      assertThat(run.nextAttempt()).isEqualTo(1);
      run.attempt(1).writePhase("inputs", "{\"rows\":1}".getBytes(UTF_8));
      assertThat(run.nextAttempt()).isEqualTo(2);
      assertThat(run.attempt(1).phase("inputs").orElseThrow().path("rows").asInt()).isOne();
      assertThat(run.attempt(1).phase("training")).isEmpty();
      assertThat(run.result()).isEmpty();
      run.attempt(1).writeResult("{\"exitCode\":75}".getBytes(UTF_8));
      run.attempt(10).writeResult("{\"exitCode\":0}".getBytes(UTF_8));
      run.attempt(11).writePhase("inputs", "{}".getBytes(UTF_8));
      assertThat(run.result().orElseThrow().path("exitCode").asInt(-1)).isZero();
      assertThat(run.lastAttempt()).isEqualTo(11);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "-a", "_a", "a/b", "2026-11-10 ", "ä"})
  void run_idThatIsNoName_isRefused(String id) throws IOException {
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.run(id))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("run.id must be");
    }
  }

  @Test
  void open_folderOfSomethingElse_isRefused() throws IOException {
    Files.writeString(place.resolve("data.csv"), "a");
    assertThatThrownBy(this::open)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("neither a registry");
    assertThatThrownBy(() -> RegistryTesting.toRead(place.toString()))
        .hasMessageContaining("there is none");
    Files.writeString(place.resolve("format"), "2\n");
    assertThatThrownBy(this::open).hasMessageContaining("has format 2");
  }

  @Test
  void open_fileSystemThatCannotKeepTwoApart_namesTheSetting() {
    Configuration hadoop = RegistryTesting.hadoop();
    for (String scheme : List.of("s3a", "faulty")) {
      assertThatThrownBy(() -> Registry.toWrite(scheme + "://" + place, hadoop, false))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("registry.singleWriter = true");
    }
  }

  @Test
  void open_singleWriter_promotionSaysSo() throws IOException {
    try (Registry registry = RegistryTesting.open("faulty://" + place)) {
      promoted(registry, "1");
      assertThat(registry.current().orElseThrow().exclusive()).isEqualTo("single writer");
    }
  }

  @Test
  void open_again_leavesNothingBehind() throws IOException {
    open().close();
    open().close();
    try (Stream<Path> files = Files.list(place)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("format", "promotions");
    }
  }

  @Test
  void versions_aYearOfNights_costAListingAndAFileEach() throws IOException {
    String uri = "faulty://" + place;
    int nights = 365;
    try (Registry registry = RegistryTesting.open(uri)) {
      for (int night = 0; night < nights; night++) {
        Path version = place.resolve("versions/night-%03d-a1-00000000".formatted(night));
        Files.createDirectories(version);
        Files.writeString(version.resolve("_COMPLETE"), "{\"completed\":\"2026-11-10T03:00:00Z\"}");
      }
      long many = 1_000_000;
      FaultyFileSystem.failAfter(many, false);
      assertThat(registry.versions()).hasSize(nights);
      assertThat(FaultyFileSystem.operations(many)).isEqualTo(nights + 1);
    } finally {
      FaultyFileSystem.heal();
    }
  }
}
