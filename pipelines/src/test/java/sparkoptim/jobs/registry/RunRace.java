// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static sparkoptim.jobs.registry.RegistryTesting.complete;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import sparkoptim.engine.publish.Lease;
import sparkoptim.engine.publish.PublicationBusyException;

/**
 * Two runs at once that do with a registry what a night does, and train nothing: lease, version,
 * promotion, result.
 */
final class RunRace {
  private static final int TRY_AGAIN = 75;
  private static final int RUNS = 2;

  private RunRace() {}

  /** Two copies of one run: one version serves, and the other copy finds that, or tries again. */
  static void ofOneId(String uri, Configuration hadoop) throws Exception {
    race(
        uri,
        hadoop,
        (round, racer) -> id(round, 0),
        (registry, round, codes) -> {
          assertThat(codes).as("round %d", round).contains(0).isSubsetOf(0, TRY_AGAIN);
          List<Promotion> promotions = registry.history().promotions();
          assertThat(promotions).as("one for each id").hasSize(round + 1);
          assertThat(promotions.get(round).versionName().runId()).isEqualTo(id(round, 0));
          RunFiles files = registry.run(id(round, 0));
          assertThat(files.lastAttempt()).isEqualTo(1);
          assertThat(files.result().orElseThrow().path("version").asText())
              .isEqualTo(RegistryTesting.serving(registry));
        });
  }

  /** Two nights: promotions make one chain, and the later night serves in the end. */
  static void ofTwoIds(String uri, Configuration hadoop) throws Exception {
    race(
        uri,
        hadoop,
        RunRace::id,
        (registry, round, codes) -> {
          assertThat(codes).as("round %d", round).containsOnly(0);
          assertThat(registry.current().orElseThrow().versionName().runId())
              .isEqualTo(id(round, 1));
          List<Promotion> promotions = registry.history().promotions();
          for (int i = 0; i < promotions.size(); i++) {
            assertThat(promotions.get(i).number()).isEqualTo(i + 1);
            assertThat(promotions.get(i).against()).isEqualTo(i);
          }
        });
  }

  private static String id(int round, int racer) {
    return String.format(Locale.ROOT, "%05d-%d", round, racer);
  }

  /** Names the run of a racer. */
  private interface Ids {
    String of(int round, int racer);
  }

  /** What holds after each round. */
  private interface Check {
    void run(Registry registry, int round, List<Integer> codes) throws IOException;
  }

  private static void race(String uri, Configuration hadoop, Ids ids, Check check)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(RUNS);
    List<Registry> registries = new ArrayList<>();
    try {
      for (int racer = 0; racer < RUNS; racer++) {
        registries.add(Registry.toWrite(uri, hadoop, false));
      }
      for (int round = 0; round < Race.ROUNDS; round++) {
        CyclicBarrier barrier = new CyclicBarrier(RUNS);
        List<Future<Integer>> ends = new ArrayList<>();
        for (int racer = 0; racer < RUNS; racer++) {
          Registry registry = registries.get(racer);
          String id = ids.of(round, racer);
          ends.add(
              threads.submit(
                  () -> {
                    barrier.await(1, TimeUnit.MINUTES);
                    return run(registry, id);
                  }));
        }
        List<Integer> codes = new ArrayList<>();
        for (Future<Integer> end : ends) {
          codes.add(end.get(5, TimeUnit.MINUTES));
        }
        check.run(registries.get(0), round, codes);
      }
    } finally {
      threads.shutdownNow();
      for (Registry registry : registries) {
        registry.close();
      }
    }
  }

  /** Returns the exit code. */
  private static int run(Registry registry, String id) throws IOException {
    RunFiles files = registry.run(id);
    try (Lease lease = files.lease()) {
      if (files.result().isPresent()) {
        return 0;
      }
      int started = registry.current().map(Promotion::number).orElse(0);
      Version version = complete(registry, id);
      for (int attempt = 0; attempt < RUNS; attempt++) {
        Optional<Promotion> against = registry.current();
        if (against.isPresent() && against.get().versionName().runId().compareTo(id) > 0) {
          return 0; // a later night serves
        }
        lease.check();
        if (registry.history().promotions().stream()
            .anyMatch(p -> p.number() > started && p.versionName().runId().equals(id))) {
          return TRY_AGAIN; // by a copy that took the lease over
        }
        try {
          registry.promote(version.name(), against, Approval.passed(null));
          files.attempt(1).writeResult("{\"version\": \"%s\"}".formatted(version).getBytes(UTF_8));
          return 0;
        } catch (PromotionLostException e) {
          // compared again with what serves now
        }
      }
      return TRY_AGAIN;
    } catch (PublicationBusyException e) {
      return TRY_AGAIN;
    }
  }
}
