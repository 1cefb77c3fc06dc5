// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sparkoptim.core.ranks.ExecutorNode;
import sparkoptim.core.ranks.Layout;
import sparkoptim.core.ranks.PeerExchange;
import sparkoptim.core.ranks.RankCollective;
import sparkoptim.core.ranks.Route;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;

/** Sums over the hypercube, over real links: what becomes of all when one node fails. */
@Timeout(120)
final class HypercubeLinksTest {
  private static final int NODES = 7;
  private static final int FAILS = 3;

  /** One shard of ones. */
  private static final class Ones implements ShardGroup {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public void answer(ShardRequest request, int from, int to, double[] result) {
      Arrays.fill(result, 1);
    }

    @Override
    public void touch(ShardRequest request, IndexSlots slots) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void answerTouched(ShardRequest request, int from, int to, int slots, double[] result) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private static PeerExchange over(RoundLinks links) {
    return (peer, out, outFrom, outCount, in, inFrom, inCount) -> {
      try {
        links.link(peer).sendReceive(out, outFrom, outCount, in, inFrom, inCount);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    };
  }

  private static RankCollective rank(int node, RoundLinks links) {
    Layout layout = new Layout(1000, NODES, Collections.nCopies(NODES, 1), false);
    ExecutorNode shared = new ExecutorNode(layout, node, over(links), length -> Route.hypercube(1));
    return RankCollective.of(shared, node, new Ones(), waited -> {});
  }

  private static void add(RankCollective rank) {
    double[] result = new double[1001];
    double unused = rank.allReduce(null, new double[1000], result, (point, from, to) -> 0);
    double[] expected = new double[1001];
    Arrays.fill(expected, NODES);
    assertThat(result).isEqualTo(expected);
  }

  @Test
  void add_allGoWell_givesEachTheSumOverFewLinks() throws Exception {
    RoundToken token = RoundToken.random("fit");
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, NODES)) {
      CountDownLatch done = new CountDownLatch(NODES);
      Together.run(
          NODES,
          node -> {
            try (RoundLinks links = nodes.join(node, token, Nodes.WAIT_LIMIT)) {
              RankCollective rank = rank(node, links);
              for (int sum = 0; sum < 20; sum++) {
                add(rank);
              }
              assertThat(links.made()).isLessThanOrEqualTo(3);
              done.countDown();
              done.await();
            }
            return null;
          });
    }
  }

  /** Nodes that never meet it are told by those that do: each closes what it has. */
  @Test
  void add_oneNodeDies_endsAllOthersAtOnce() throws Exception {
    endsAll(Nodes.waitLimit(60_000), false);
  }

  @Test
  void add_oneNodeStalls_endsAllOthersAtTheLimit() throws Exception {
    endsAll(Nodes.waitLimit(1_500), true);
  }

  private static void endsAll(WaitLimit waitLimit, boolean stalls) throws Exception {
    RoundToken token = RoundToken.random("fit");
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, NODES)) {
      CountDownLatch others = new CountDownLatch(NODES - 1);
      Together.run(
          NODES,
          node -> {
            try (RoundLinks links = nodes.join(node, token, waitLimit)) {
              RankCollective rank = rank(node, links);
              for (int sum = 0; sum < 5; sum++) {
                add(rank);
              }
              if (node == FAILS) {
                if (stalls) {
                  others.await();
                }
                return null;
              }
              assertThatThrownBy(() -> add(rank))
                  .isInstanceOf(UncheckedIOException.class)
                  .hasMessageContaining("exchange with executor ")
                  .hasMessageContaining(" failed at swap ");
              others.countDown();
            }
            return null;
          });
    }
  }
}
