// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
final class RoundLinksTest {
  private static final RoundToken TOKEN = RoundToken.random("fit, round 7");

  private static void swap(RoundLinks links, int node, int other) throws IOException {
    double[] in = new double[1];
    links.link(other).sendReceive(new double[] {10 * node + other}, 0, 1, in, 0, 1);
    assertThat(in).containsExactly(10 * other + node);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SOCKETS", "ENCRYPTED"})
  void link_whenFirstUsed_connectsThatPairAlone(Kind kind) throws Exception {
    try (Nodes nodes = Nodes.open(kind, 4)) {
      CountDownLatch done = new CountDownLatch(4);
      Together.run(
          4,
          node -> {
            try (RoundLinks links = nodes.join(node, TOKEN, Nodes.WAIT_LIMIT)) {
              for (int swap = 0; swap < 3; swap++) {
                swap(links, node, node ^ 1);
              }
              assertThat(links.made()).isEqualTo(1);
              swap(links, node, node ^ 2);
              assertThat(links.made()).isEqualTo(2);
              done.countDown();
              done.await();
            }
            return null;
          });
    }
  }

  @Test
  void link_peerNeverAsks_failsAtTheLimitAndNamesIt() throws Exception {
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 2);
        RoundLinks links = nodes.join(1, TOKEN, Nodes.waitLimit(300))) {
      assertThatThrownBy(() -> links.link(0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no connection with " + nodes.peer(0))
          .hasMessageContaining("it did not connect within 0.3 s");
    }
  }

  @Test
  void link_peerHasLeftTheRound_isRefused() throws Exception {
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 2);
        RoundLinks links = nodes.join(0, TOKEN, Nodes.waitLimit(300))) {
      nodes.join(1, TOKEN, Nodes.WAIT_LIMIT).close();
      assertThatThrownBy(() -> links.link(1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no connection with " + nodes.peer(1));
    }
  }

  /** Two frames of 256 KiB a node, not a link. */
  @Test
  void link_withManyOthers_needsTheMemoryOfOne() throws Exception {
    int count = 8;
    long before = directMemory();
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, count)) {
      CountDownLatch done = new CountDownLatch(count);
      Together.run(
          count,
          node -> {
            try (RoundLinks links = nodes.join(node, TOKEN, Nodes.WAIT_LIMIT)) {
              for (int step = 1; step < count; step++) {
                swap(links, node, node ^ step);
              }
              done.countDown();
              done.await();
              assertThat(directMemory() - before).isLessThan(count * (1L << 20));
            }
            return null;
          });
    }
  }

  private static long directMemory() {
    List<BufferPoolMXBean> pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    return pools.stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
