// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sparkoptim.core.sharded.Collective;
import sparkoptim.core.sharded.ShardGroup;

/** Every way between nodes has the bits of one thread that adds all shards in the fixed tree. */
final class HypercubeSumTest {
  private static final int SUMS = 3;

  /** Values of very different sizes, so that any other order has other bits. */
  private static double value(int sum, int shard, int element) {
    SplittableRandom random = new SplittableRandom(31L * (31L * sum + shard) + element);
    return (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-8, 9));
  }

  private static List<List<double[]>> totals(Layout layout, Route route, boolean whole)
      throws InterruptedException {
    List<List<double[]>> byRank = new ArrayList<>();
    IntStream.range(0, layout.ranks()).forEach(rank -> byRank.add(new ArrayList<>()));
    Threads.run(
        layout,
        length -> route,
        (node, rank) -> {
          NumberedShards shards = new NumberedShards(layout, rank, HypercubeSumTest::value);
          RankCollective collective = RankCollective.of(node, rank, shards, waited -> {});
          for (int sum = 0; sum < SUMS; sum++) {
            shards.sum = sum;
            if (rank == 0 && sum == SUMS - 1) {
              collective.vote();
            }
            byRank.get(rank).add(total(collective, layout, whole));
            assertThat(collective.agreed()).isEqualTo(sum == SUMS - 1);
          }
        });
    return byRank;
  }

  private static double[] total(Collective collective, Layout layout, boolean whole) {
    double[] result = new double[layout.dimension() + 1];
    if (whole) {
      collective.allReduce(null, result);
    } else {
      collective.allReduce(null, new double[layout.dimension()], result, (point, from, to) -> 0);
    }
    return result;
  }

  private static List<Integer> nodes(SplittableRandom random) {
    int count = random.nextInt(2, 41);
    return random.ints(count, 1, 3).boxed().toList();
  }

  @Test
  void allReduce_anyNodesShardsAndLengths_hasTheBitsOfOneHop() throws InterruptedException {
    SplittableRandom random = new SplittableRandom(23);
    for (int example = 0; example < 60; example++) {
      List<Integer> nodes = nodes(random);
      int ranks = nodes.stream().mapToInt(Integer::intValue).sum();
      int shards = ranks + random.nextInt(1 + 2 * ranks);
      Layout layout = new Layout(random.nextInt(1, 40), shards, nodes, false);
      Layout one = new Layout(layout.dimension(), shards, List.of(1), false);
      List<double[]> expected = totals(one, Route.ONE_HOP, false).get(0);
      int halvings = random.nextInt(1 + Hypercube.levels(nodes.size()));
      List<Route> routes = List.of(Route.ONE_HOP, Route.hypercube(0), Route.hypercube(halvings));
      for (Route route : routes) {
        for (List<double[]> sums : totals(layout, route, random.nextBoolean())) {
          for (int sum = 0; sum < SUMS; sum++) {
            assertThat(sums.get(sum)).as("%s, %s", layout, route).isEqualTo(expected.get(sum));
          }
        }
      }
    }
  }

  /** Nodes of equal shards that are powers of two tell each other one subtree at every level. */
  @Test
  void allReduce_powersOfTwo_sendsOneSumALevel() throws InterruptedException {
    Layout layout = new Layout(63, 32, List.of(1, 1, 1, 1, 1, 1, 1, 1), false);
    int length = layout.dimension() + 2;
    long[] bytes = new long[2];
    for (int halvings : new int[] {0, 3}) {
      Threads.run(
          layout,
          count -> Route.hypercube(halvings),
          (node, rank) -> {
            ShardGroup shards = new NumberedShards(layout, rank, HypercubeSumTest::value);
            RankCollective collective = RankCollective.of(node, rank, shards, waited -> {});
            double[] unused = total(collective, layout, false);
            if (rank == 0) {
              bytes[halvings / 3] = collective.communicationCost().bytes;
            }
          });
    }
    assertThat(bytes[0]).isEqualTo(3L * length * Double.BYTES);
    assertThat(bytes[1]).isBetween(2L * (length - 9) * Double.BYTES, 2L * length * Double.BYTES);
  }

  /** The number of nodes alone says whether all of them meet, or a round's plan were wrong. */
  @Test
  void of_anyNodesAndLength_isTheFastestOfTheModel() {
    for (int nodes = 2; nodes < 1000; nodes += 1 + nodes / 10) {
      for (int length : new int[] {1, 125, 8_194, 1_000_000}) {
        Route chosen = Route.of(nodes, length);
        assertThat(chosen.oneHop()).isEqualTo(nodes < 4);
        double seconds = chosen.seconds(nodes, length);
        assertThat(seconds).isLessThanOrEqualTo(Route.ONE_HOP.seconds(nodes, length));
        for (int halvings = 0; nodes >= 4 && halvings <= Hypercube.levels(nodes); halvings++) {
          Route other = Route.hypercube(halvings);
          assertThat(seconds).isLessThanOrEqualTo(other.seconds(nodes, length));
        }
      }
    }
    assertThat(Route.of(64, 125)).isEqualTo(Route.hypercube(0));
    assertThat(Route.of(512, 8194)).isEqualTo(Route.hypercube(2));
    assertThat(Route.neighbours(3, 1)).containsExactlyInAnyOrder(0, 2);
    assertThat(Route.neighbours(512, 1)).containsExactly(0, 3, 5, 9, 17, 33, 65, 129, 257);
  }
}
