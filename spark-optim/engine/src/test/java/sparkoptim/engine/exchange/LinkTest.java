// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class LinkTest {
  private static final int[][] COUNTS = {
    {0, 0},
    {0, 1},
    {1, 0},
    {1, 1},
    {100, 100},
    {7, 100_000},
    {32_766, 32_767},
    {1_000_003, 5},
    {0, 1_000_003},
    {1_000_003, 1_000_003},
    {1_000_003, 700_001}
  };

  @ParameterizedTest
  @CsvSource({
    "SOCKETS, DOUBLE",
    "SOCKETS, SINGLE",
    "ENCRYPTED, DOUBLE",
    "ENCRYPTED, SINGLE",
    "AUTHENTICATED, DOUBLE"
  })
  void swap_anyCounts_deliversValues(Kind kind, WireFormat format) throws Exception {
    try (Nodes nodes = Nodes.connected(kind, 2, format, Nodes.WAIT_LIMIT)) {
      Together.run(
          2,
          node -> {
            for (int[] counts : COUNTS) {
              swapAndCheck(nodes.link(node, 1 - node), node, counts, format);
            }
            return null;
          });
    }
  }

  private static void swapAndCheck(Link link, int node, int[] counts, WireFormat format)
      throws IOException {
    double[] out = values(node, counts[node]);
    double[] in = new double[counts[1 - node] + 5];
    Arrays.fill(in, 77);
    link.sendReceive(out, 2, counts[node], in, 3, counts[1 - node]);
    double[] expected = values(1 - node, counts[1 - node]);
    for (int i = 0; i < counts[1 - node]; i++) {
      double sent = expected[i + 2];
      double arrives = format == WireFormat.DOUBLE ? sent : (float) sent;
      if (Double.doubleToRawLongBits(in[i + 3]) != Double.doubleToRawLongBits(arrives)) {
        assertThat(in[i + 3]).describedAs("value %d of %d", i, counts[1 - node]).isEqualTo(arrives);
      }
    }
    assertThat(new double[] {in[0], in[1], in[2], in[in.length - 2], in[in.length - 1]})
        .containsOnly(77);
  }

  /** With two values in front that do not travel. */
  private static double[] values(int node, int count) {
    double[] values = new SplittableRandom(node).doubles(count + 2, -1e3, 1e3).toArray();
    if (count > 5) {
      values[2] = -0.0;
      values[3] = Double.MIN_VALUE;
      values[4] = Double.NEGATIVE_INFINITY;
      values[5] = Double.NaN;
    }
    return values;
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SOCKETS", "ENCRYPTED"})
  void connect_fourNodes_linksAllPairs(Kind kind) throws Exception {
    try (Nodes nodes = Nodes.connected(kind, 4, WireFormat.DOUBLE, Nodes.WAIT_LIMIT)) {
      Together.run(
          4,
          node -> {
            for (int step = 1; step < 4; step++) {
              int other = node ^ step;
              double[] in = new double[1];
              nodes.link(node, other).sendReceive(new double[] {10 * node + other}, 0, 1, in, 0, 1);
              assertThat(in).containsExactly(10 * other + node);
              assertThat(nodes.link(node, other).peer()).isEqualTo(nodes.peer(other).toString());
            }
            assertThat(nodes.link(node, node)).isNull();
            return null;
          });
    }
  }

  @Test
  void bytes_afterSwaps_countsBothDirections() throws Exception {
    try (Nodes nodes = Nodes.connected(Kind.SOCKETS, 2, WireFormat.SINGLE, Nodes.WAIT_LIMIT)) {
      Together.run(
          2,
          node -> {
            nodes.link(node, 1 - node).sendReceive(new double[10], 0, 10, new double[10], 0, 10);
            return null;
          });
      assertThat(nodes.link(0, 1).bytes()).isEqualTo(2 * (16 + 10 * 4));
    }
  }

  @Test
  void swap_warm_allocatesNothing() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Nodes nodes = Nodes.connected(Kind.SOCKETS, 2, WireFormat.DOUBLE, Nodes.WAIT_LIMIT)) {
      Together.run(
          2,
          node -> {
            double[] values = new double[200_000];
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 5; round++) {
              long before = threads.getCurrentThreadAllocatedBytes();
              for (int i = 0; i < 200; i++) {
                nodes.link(node, 1 - node).sendReceive(values, 0, 64, values, 64, 64);
              }
              nodes.link(node, 1 - node).sendReceive(values, 0, 100_000, values, 100_000, 100_000);
              least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).isZero();
            return null;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SOCKETS", "ENCRYPTED"})
  void swap_ranksWentApart_saysSo(Kind kind) throws Exception {
    try (Nodes nodes = Nodes.connected(kind, 2, WireFormat.DOUBLE, Nodes.WAIT_LIMIT)) {
      Together.run(
          2,
          node -> {
            Link link = nodes.link(node, 1 - node);
            int count = node == 0 ? 100_000 : 3;
            assertThatThrownBy(
                    () -> link.sendReceive(new double[100_000], 0, count, new double[3], 0, 3))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(nodes.peer(1 - node).toString());
            return null;
          });
      assertThatThrownBy(
              () -> nodes.link(1, 0).sendReceive(new double[3], 0, 3, new double[3], 0, 3))
          .hasMessageContaining("closed");
    }
  }

  @Test
  void swap_otherCounts_namesBoth() throws Exception {
    try (Nodes nodes = Nodes.connected(Kind.SOCKETS, 2, WireFormat.DOUBLE, Nodes.WAIT_LIMIT)) {
      Together.run(
          2,
          node -> {
            Link link = nodes.link(node, 1 - node);
            assertThatThrownBy(
                    () -> link.sendReceive(new double[4], 0, 3 + node, new double[4], 0, 3))
                .hasMessageContaining("the ranks are out of step")
                .hasMessageContaining("sends %d", 4 - node)
                .hasMessageContaining("sends %d", 3 + node);
            return null;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SOCKETS", "ENCRYPTED"})
  void swap_peerStalls_failsAtTheLimit(Kind kind) throws Exception {
    try (Nodes nodes = Nodes.connected(kind, 2, WireFormat.DOUBLE, Nodes.waitLimit(500))) {
      long start = System.nanoTime();
      double[] values = new double[4_000_000];
      assertThatThrownBy(() -> nodes.link(0, 1).sendReceive(values, 0, 4_000_000, values, 0, 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(nodes.peer(1).toString())
          .hasMessageContaining("nothing moved for 0.5 s");
      assertThat((System.nanoTime() - start) / 1e9).isGreaterThanOrEqualTo(0.5);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SOCKETS", "ENCRYPTED"})
  void swap_peerDiesInTheMiddle_namesIt(Kind kind) throws Exception {
    try (Nodes nodes = Nodes.connected(kind, 2, WireFormat.DOUBLE, Nodes.WAIT_LIMIT)) {
      Together.run(
          2,
          node -> {
            Link link = nodes.link(node, 1 - node);
            double[] values = new double[2_000_000];
            link.sendReceive(values, 0, 10, values, 10, 10);
            if (node == 1) {
              link.close();
            } else {
              assertThatThrownBy(
                      () -> link.sendReceive(values, 0, 1_000_000, values, 1_000_000, 1_000_000))
                  .isInstanceOf(IOException.class)
                  .hasMessageContaining(nodes.peer(1).toString())
                  .hasMessageContaining("swap 2");
            }
            return null;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SOCKETS", "ENCRYPTED"})
  void swap_cancelled_endsBeforeItsLimit(Kind kind) throws Exception {
    AtomicBoolean cancelled = new AtomicBoolean();
    WaitLimit waitLimit = new WaitLimit(Duration.ofMinutes(4), cancelled::get);
    try (Nodes nodes = Nodes.connected(kind, 2, WireFormat.DOUBLE, waitLimit)) {
      cancelled.set(true);
      long start = System.nanoTime();
      assertThatThrownBy(
              () -> nodes.link(0, 1).sendReceive(new double[1], 0, 1, new double[1], 0, 1))
          .hasMessageContaining(nodes.peer(1).toString())
          .hasMessageContaining("the task was cancelled");
      assertThat((System.nanoTime() - start) / 1e9).isLessThan(200);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SOCKETS", "ENCRYPTED"})
  void swap_threadInterrupted_saysSoAndStaysInterrupted(Kind kind) throws Exception {
    try (Nodes nodes = Nodes.connected(kind, 2, WireFormat.DOUBLE, Nodes.WAIT_LIMIT)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () -> nodes.link(0, 1).sendReceive(new double[1], 0, 1, new double[1], 0, 1))
          .hasMessageContaining("this thread was interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void swap_closedLink_refuses() throws Exception {
    try (Nodes nodes = Nodes.connected(Kind.SOCKETS, 2, WireFormat.DOUBLE, Nodes.WAIT_LIMIT)) {
      Link link = nodes.link(0, 1);
      link.close();
      link.close();
      assertThatThrownBy(() -> link.sendReceive(new double[1], 0, 1, new double[1], 0, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the link is closed");
    }
  }

  @Test
  void close_whileAnotherThreadSwaps_endsTheSwap() throws Exception {
    try (Nodes nodes = Nodes.connected(Kind.SOCKETS, 2, WireFormat.DOUBLE, Nodes.WAIT_LIMIT)) {
      Link link = nodes.link(0, 1);
      Together.run(
          2,
          rank -> {
            if (rank == 0) {
              assertThatThrownBy(() -> link.sendReceive(new double[1], 0, 1, new double[1], 0, 1))
                  .isInstanceOf(IOException.class);
            } else {
              link.close(); // Before the swap or in it: it ends either way.
            }
            return null;
          });
    }
  }

  @Test
  void swap_rangeOutsideTheArray_refuses() throws Exception {
    try (Nodes nodes = Nodes.connected(Kind.SOCKETS, 2, WireFormat.DOUBLE, Nodes.WAIT_LIMIT)) {
      assertThatThrownBy(
              () -> nodes.link(0, 1).sendReceive(new double[4], 2, 3, new double[4], 0, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
