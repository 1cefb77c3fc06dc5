// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left when links and ports are closed: nothing. */
@Timeout(120)
final class LeakTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** Less than the links of one round have; Netty's own memory varies by some hundred KB. */
  private static final long MEMORY_NOISE = 2L << 20;

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SOCKETS", "ENCRYPTED"})
  void close_afterRounds_leavesNoThreadSocketOrBuffer(Kind kind) throws Exception {
    assumeThat(DESCRIPTORS).exists();
    rounds(kind, 1); // Netty keeps some memory of its own from its first use on.

    long sockets = sockets();
    long memory = directMemory();
    rounds(kind, 5);
    assertNoThread();
    assertThat(settled(LeakTest::sockets, sockets)).isLessThanOrEqualTo(sockets);
    assertThat(directMemory()).isLessThanOrEqualTo(memory + MEMORY_NOISE);
  }

  @Test
  void connect_failing_leavesNothing() throws Exception {
    assumeThat(DESCRIPTORS).exists();
    long sockets = sockets();
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 3)) {
      RoundToken token = RoundToken.random("fit");
      Together.run(
          2,
          node -> {
            try {
              nodes.connect(node, token, WireFormat.DOUBLE, Nodes.waitLimit(500));
              throw new AssertionError("connected without node 2");
            } catch (IOException e) {
              return null;
            }
          });
    }
    assertNoThread();
    assertThat(settled(LeakTest::sockets, sockets)).isLessThanOrEqualTo(sockets);
  }

  private static void rounds(Kind kind, int count) throws Exception {
    for (int round = 0; round < count; round++) {
      try (Nodes nodes = Nodes.connected(kind, 3, WireFormat.DOUBLE, Nodes.WAIT_LIMIT)) {
        Together.run(
            2,
            node -> {
              double[] values = new double[200_000];
              nodes.link(node, 1 - node).sendReceive(values, 0, 100_000, values, 100_000, 100_000);
              return null;
            });
        assertThat(threads()).isNotEmpty();
      }
    }
    assertNoThread();
  }

  /** Threads of ours, and of Spark's transport for us, which take two seconds to end. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sparkoptim-"))
        .toList();
  }

  private static void assertNoThread() throws InterruptedException {
    settled(() -> threads().size(), 0);
    assertThat(threads()).isEmpty();
  }

  private static long sockets() {
    long count = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        if (isSocket(descriptor)) {
          count++;
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return count;
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // Closed between listing and looking.
    }
  }

  private static long directMemory() {
    List<BufferPoolMXBean> pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    return pools.stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** The value once it is down at a limit, or what it is after a minute. */
  private static long settled(LongSupplier value, long limit) throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (value.getAsLong() > limit && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    return value.getAsLong();
  }
}
