// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.jobs.JobException;
import sparkoptim.jobs.registry.RegistryTesting.MovedClock;

/** Which versions go, and which never do. */
final class RetentionTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Retention THREE = new Retention(3, Duration.ofDays(90), Retention.GRACE);

  @TempDir private Path place;
  private final MovedClock clock = new MovedClock();
  private Registry registry;

  @BeforeEach
  void open() throws IOException {
    registry = RegistryTesting.open(place.toString(), clock);
  }

  private List<Version> nights(int count) throws IOException {
    List<Version> nights = new ArrayList<>();
    for (int night = 1; night <= count; night++) {
      clock.move(DAY);
      nights.add(promoted(registry, "%02d".formatted(night)));
    }
    return nights;
  }

  private List<String> left() throws IOException {
    return registry.versions().stream().map(version -> version.name().runId()).toList();
  }

  @Test
  void retain_thirtyNights_leavesTheNewestAndTellsOfTheOthers() throws IOException {
    nights(30);
    clock.move(DAY.multipliedBy(2));
    List<Removal> plan = registry.removable(THREE);
    assertThat(left()).hasSize(30);
    assertThat(registry.retain(THREE)).hasSameSizeAs(plan).hasSize(27);
    assertThat(left()).containsExactly("28", "29", "30");
    assertThat(registry.removed()).hasSize(27);
    assertThat(registry.removed().get(0).reason()).isEqualTo("not one of the newest 3 versions");
    VersionName gone = registry.removed().get(0).version();
    assertThatThrownBy(() -> registry.version(gone))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("was removed on 2026-12-1");
    assertThat(registry.retain(THREE)).isEmpty();
    assertThat(registry.history().promotions()).hasSize(30);
  }

  @Test
  void retain_everyNightOfAYear_keepsThirtyAndWhatTheyNeed() throws IOException {
    Retention thirty = new Retention(30, Duration.ofDays(90), RegistryTesting.NO_GRACE);
    for (int night = 0; night < 365; night++) {
      String id = "%03d".formatted(night);
      RegistryTesting.promoted(registry, id);
      registry
          .run(id)
          .attempt(1)
          .writeResult("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      clock.move(DAY);
      registry.retain(thirty);
      assertThat(left()).hasSizeLessThanOrEqualTo(31).contains(id);
    }
    assertThat(left()).startsWith("335");
    assertThat(registry.history().promotions()).hasSize(365);
    assertThat(registry.removed()).hasSize(335);
  }

  @Test
  void retain_old_goWhateverTheirNumber() throws IOException {
    nights(3);
    clock.move(Duration.ofDays(100));
    promoted(registry, "04");
    clock.move(DAY.multipliedBy(2));
    registry.retain(new Retention(30, Duration.ofDays(90), Retention.GRACE));
    assertThat(left()).containsExactly("03", "04"); // a rollback goes to 03
    assertThat(registry.removed().get(0).reason()).isEqualTo("older than 90 days");
  }

  @Test
  void retain_servingAfterRollback_itsTargetAndTheNextTargetStay() throws IOException {
    List<Version> nights = nights(10);
    registry.rollback(Optional.of(nights.get(1).name()), null);
    clock.move(DAY.multipliedBy(2));
    registry.retain(THREE);
    assertThat(left()).containsExactly("01", "02", "08", "09", "10");
    clock.move(DAY);
    promoted(registry, "11");
    clock.move(DAY.multipliedBy(2));
    registry.retain(THREE);
    // 02 is what a rollback goes to, and what the last one went to; 01 is neither any more.
    assertThat(left()).containsExactly("02", "09", "10", "11");
  }

  @Test
  void retain_parentsUpToTheAnchor_stay() throws IOException {
    List<Version> nights = nights(3);
    List<Version> chain = new ArrayList<>(nights.subList(0, 1));
    for (int night = 4; night <= 8; night++) {
      clock.move(DAY);
      Version parent = chain.get(chain.size() - 1);
      Version version =
          complete(registry, "0" + night, parent.toString(), nights.get(0).toString());
      registry.promote(version.name(), registry.current(), Approval.passed(null));
      chain.add(version);
    }
    clock.move(DAY.multipliedBy(2));
    registry.retain(new Retention(1, Duration.ofDays(90), Retention.GRACE));
    assertThat(left()).containsExactly("01", "04", "05", "06", "07", "08");
  }

  @Test
  void retain_withoutAnchor_theParentStays() throws IOException {
    nights(5);
    clock.move(DAY);
    Version parent = registry.newestBelow("02").orElseThrow();
    Version version = complete(registry, "06", parent.toString(), null);
    registry.promote(version.name(), registry.current(), Approval.passed(null));
    clock.move(DAY.multipliedBy(2));
    registry.retain(new Retention(1, Duration.ofDays(90), Retention.GRACE));
    assertThat(left()).containsExactly("01", "05", "06");
  }

  @Test
  void retain_servedOrCompletedToday_stay() throws IOException {
    nights(2);
    Version backfilled = complete(registry, "00");
    for (int i = 3; i <= 6; i++) {
      promoted(registry, "0" + i);
    }
    registry.retain(new Retention(1, Duration.ofDays(90), Retention.GRACE));
    assertThat(left()).containsExactly("00", "01", "02", "03", "04", "05", "06");
    clock.move(Duration.ofHours(25));
    registry.retain(new Retention(1, Duration.ofDays(90), Retention.GRACE));
    assertThat(left()).containsExactly("05", "06").doesNotContain(backfilled.toString());
  }

  @Test
  void retain_heldVersion_staysUntilItIsLetGo() throws IOException {
    List<Version> nights = nights(8);
    clock.move(DAY.multipliedBy(2));
    // A file's time is that of the disk, so the hold is of today's day.
    Registry now = RegistryTesting.open(place.toString());
    Retention one = new Retention(1, Duration.ofDays(36500), Duration.ZERO);
    try (HeldVersion reading = now.read(VersionChoice.of("version", nights.get(2).toString()))) {
      now.retain(one);
      assertThat(left()).containsExactly("03", "07", "08");
      assertThat(reading.version().name()).isEqualTo(nights.get(2).name());
    }
    now.retain(one);
    assertThat(left()).containsExactly("07", "08");
    assertThat(place.resolve("holds")).isEmptyDirectory();
  }

  @Test
  void retain_neverCompleted_goesAfterADay() throws IOException {
    nights(1);
    VersionDraft draft = registry.begin("02", 1);
    draft.write("model/part", new byte[] {1});
    registry.retain(THREE);
    assertThat(place.resolve("versions/" + draft.name())).exists();
    clock.move(Duration.ofHours(25));
    registry.retain(THREE);
    assertThat(place.resolve("versions/" + draft.name())).doesNotExist();
    assertThat(registry.removed().get(0).reason()).isEqualTo("never completed");
  }

  @Test
  void promote_announcedForRemoval_isRefusedUntilThatIsForgotten() throws IOException {
    List<Version> nights = nights(2);
    VersionName target = nights.get(0).name();
    Path announced = Files.createDirectories(place.resolve("removals")).resolve(target + ".x.json");
    Removal removal = new Removal(target, "a test", "me", clock.instant());
    Files.write(announced, JsonText.bytes(removal.json()));
    assertThatThrownBy(() -> registry.rollback(Optional.empty(), null))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("just being removed (a test");
    assertThatThrownBy(() -> registry.read(VersionChoice.of("version", target.toString())))
        .hasMessageContaining("just being removed");
    assertThat(serving(registry)).isEqualTo(nights.get(1).toString());
    clock.move(Duration.ofHours(2));
    registry.retain(THREE); // it stays: a rollback goes to it
    assertThat(announced).doesNotExist();
    assertThat(registry.rollback(Optional.empty(), null).version()).isEqualTo(target.toString());
  }

  @Test
  void retain_filesOfEndedRuns_goAfterADay() throws IOException {
    nights(1);
    List<Path> left = List.of(place.resolve("promotions/.aside-1"), place.resolve(".probe-1"));
    for (Path file : left) {
      Files.writeString(file, "1");
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }
    registry.retain(THREE);
    assertThat(left).allSatisfy(file -> assertThat(file).exists());
    clock.move(Duration.ofHours(25));
    registry.retain(THREE);
    assertThat(left).allSatisfy(file -> assertThat(file).doesNotExist());
  }
}
