// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static sparkoptim.jobs.registry.RegistryTesting.complete;
import static sparkoptim.jobs.registry.RegistryTesting.promoted;
import static sparkoptim.jobs.registry.RegistryTesting.serving;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.engine.publish.FaultyFileSystem;

/** Every file operation as the last one of a process: readers find the old or the new. */
final class EndedRegistryTest {
  private static final Retention ONE = new Retention(1, Duration.ofDays(90), Duration.ZERO);

  @TempDir private Path place;

  @AfterEach
  void heal() {
    FaultyFileSystem.heal();
  }

  /** What a process does before it ends. */
  private interface Action {
    void run(Registry registry) throws IOException;
  }

  /** What holds afterwards. */
  private interface Check {
    void run(Registry registry, int operation) throws IOException;
  }

  /** Prepares a registry, ends the action at each of its operations, and checks. */
  private int endedEverywhere(Action before, Action action, Check check) throws IOException {
    for (int k = 0; ; k++) {
      String uri = "faulty://" + place.resolve("k" + k);
      try (Registry registry = RegistryTesting.open(uri)) {
        before.run(registry);
        FaultyFileSystem.failAfter(k, false);
        boolean refused;
        try {
          action.run(registry);
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("injected");
        } finally {
          refused = FaultyFileSystem.heal();
        }
        try (Registry next = RegistryTesting.open(uri)) {
          for (Version version : next.versions()) {
            version.requireWhole();
          }
          if (next.current().isPresent()) {
            next.version(next.current().get().versionName()).requireWhole();
          }
          check.run(next, k);
        }
        if (!refused) {
          return k;
        }
      }
    }
  }

  @Test
  void promote_endedAtAnyOperation_oldOrNewServesAndTheNextPromotes() throws IOException {
    int operations =
        endedEverywhere(
            registry -> {
              promoted(registry, "1");
              complete(registry, "2");
            },
            registry ->
                registry.promote(
                    registry.newestBelow("3").orElseThrow().name(),
                    registry.current(),
                    Approval.passed(null)),
            (registry, k) -> {
              assertThat(runId(registry)).as("k = %d", k).isIn("1", "2");
              Version next = promoted(registry, "3");
              assertThat(serving(registry)).isEqualTo(next.toString());
            });
    assertThat(operations).isGreaterThan(8);
  }

  @Test
  void rollback_endedAtAnyOperation_oldOrNewServesAndTheNextGoesBack() throws IOException {
    int operations =
        endedEverywhere(
            registry -> {
              promoted(registry, "1");
              promoted(registry, "2");
            },
            registry -> registry.rollback(Optional.empty(), null),
            (registry, k) -> {
              if (runId(registry).equals("2")) {
                registry.rollback(Optional.empty(), null);
              }
              assertThat(runId(registry)).as("k = %d", k).isEqualTo("1");
            });
    assertThat(operations).isGreaterThan(8);
  }

  private static String runId(Registry registry) throws IOException {
    return registry.current().orElseThrow().versionName().runId();
  }

  @Test
  void complete_endedAtAnyOperation_wholeOrNotThere() throws IOException {
    int operations =
        endedEverywhere(
            registry -> promoted(registry, "1"),
            registry -> {
              VersionDraft draft = registry.begin("2", 1);
              for (String file : List.of("model/a", "model/b", "record.json")) {
                draft.write(file, "{}".getBytes(UTF_8));
              }
              draft.complete();
            },
            (registry, k) -> {
              assertThat(registry.versions()).as("k = %d", k).hasSizeBetween(1, 2);
              assertThat(serving(registry)).startsWith("1-");
              promoted(registry, "3");
            });
    assertThat(operations).isGreaterThan(8);
  }

  @Test
  void retain_endedAtAnyOperation_whatStaysIsWholeAndTheNextFinishes() throws IOException {
    int operations =
        endedEverywhere(
            registry -> {
              for (String runId : List.of("1", "2", "3", "4")) {
                promoted(registry, runId);
              }
            },
            registry -> registry.retain(ONE),
            (registry, k) -> {
              assertThat(serving(registry)).startsWith("4-");
              registry.retain(ONE);
              // The serving version, and what a rollback goes to.
              assertThat(registry.versions().stream().map(v -> v.name().runId()))
                  .as("k = %d", k)
                  .containsExactly("3", "4");
              assertThat(registry.removed().stream().map(r -> r.version().runId()))
                  .containsExactlyInAnyOrder("1", "2");
              registry.rollback(Optional.empty(), null);
            });
    assertThat(operations).isGreaterThan(10);
  }

  @Test
  void results_endedAtAnyOperation_oldOrNewIsWhole() throws IOException {
    endedEverywhere(
        registry -> registry.run("1").attempt(1).writeResult("{\"exitCode\":75}".getBytes(UTF_8)),
        registry -> registry.run("1").attempt(1).writeResult("{\"exitCode\":0}".getBytes(UTF_8)),
        (registry, k) ->
            registry
                .run("1")
                .result()
                .ifPresent(json -> assertThat(json.path("exitCode").asInt(-1)).isIn(0, 75)));
  }
}
