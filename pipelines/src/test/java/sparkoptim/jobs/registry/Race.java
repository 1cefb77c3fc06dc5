// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import sparkoptim.engine.publish.Volume;

/** Several at once that want to create the same promotion. */
final class Race {
  private static final boolean SOAK = "1".equals(System.getenv("SPARK_OPTIM_SOAK"));

  /** How many rounds; many more for who has the time. */
  static final int ROUNDS = SOAK ? 1000 : 200;

  static final int RACERS = SOAK ? 8 : 4;

  private static final VersionName VERSION = VersionName.fresh("1", 1);

  private Race() {}

  /** One that promotes. */
  private record Racer(Volume volume, PromotionLog log, ExclusiveCreate exclusive) {
    static Racer of(Path folder, Configuration hadoop) throws IOException {
      Volume volume = Volume.of(folder, hadoop);
      volume.createFolder(folder);
      ExclusiveCreate exclusive = ExclusiveCreate.in(volume, folder, hadoop, false);
      return new Racer(volume, new PromotionLog(volume, folder), exclusive);
    }

    boolean wins(Optional<Promotion> against) throws IOException {
      try {
        log.add(exclusive, VERSION, "1", Approval.passed(null), against, Instant.now());
        return true;
      } catch (PromotionLostException e) {
        assertThat(e.winner().map(Promotion::number))
            .contains(against.map(Promotion::number).orElse(0) + 1);
        return false;
      }
    }

    List<Integer> wins(CyclicBarrier barrier) throws Exception {
      List<Integer> won = new ArrayList<>();
      for (int round = 1; round <= ROUNDS; round++) {
        Optional<Promotion> against = log.current();
        barrier.await(1, TimeUnit.MINUTES);
        if (wins(against)) {
          won.add(round);
        }
        barrier.await(1, TimeUnit.MINUTES);
      }
      return won;
    }
  }

  /** Lets threads race, each with a file system of its own; one wins each round. */
  static void run(String uri, Configuration hadoop) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(RACERS);
    List<Racer> racers = new ArrayList<>();
    try {
      for (int racer = 0; racer < RACERS; racer++) {
        racers.add(Racer.of(new Path(uri), hadoop));
      }
      CyclicBarrier barrier = new CyclicBarrier(RACERS);
      List<Future<List<Integer>>> wins = new ArrayList<>();
      for (Racer racer : racers) {
        wins.add(threads.submit(() -> racer.wins(barrier)));
      }
      List<Integer> all = new ArrayList<>();
      for (Future<List<Integer>> won : wins) {
        all.addAll(won.get(1, TimeUnit.HOURS));
      }
      List<Integer> numbers = new ArrayList<>();
      for (int round = 1; round <= ROUNDS; round++) {
        numbers.add(round);
      }
      assertThat(all).as("one winner each").containsExactlyInAnyOrderElementsOf(numbers);
      List<Promotion> promotions = racers.get(0).log.history().promotions();
      assertThat(promotions).hasSize(ROUNDS);
      assertThat(racers.get(0).volume.children(new Path(uri))).hasSize(ROUNDS);
      for (Promotion promotion : promotions) {
        assertThat(promotion.against()).isEqualTo(promotion.number() - 1);
      }
    } finally {
      threads.shutdownNow();
      for (Racer racer : racers) {
        racer.volume.close();
      }
    }
  }
}
