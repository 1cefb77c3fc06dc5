// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import sparkoptim.core.ranks.ExecutorNode;
import sparkoptim.core.ranks.Layout;
import sparkoptim.core.ranks.PeerExchange;
import sparkoptim.core.ranks.RankCollective;
import sparkoptim.core.ranks.Route;
import sparkoptim.engine.exchange.ExchangePort;
import sparkoptim.engine.exchange.Peer;
import sparkoptim.engine.exchange.RoundLinks;
import sparkoptim.engine.exchange.RoundToken;
import sparkoptim.engine.exchange.WaitLimit;
import sparkoptim.engine.exchange.WireFormat;

/**
 * Nodes of a round in one JVM, a thread each, with ports and links of their own over 127.0.0.1.
 * Their sums take one way.
 */
final class ExchangeNodes implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final WaitLimit WAIT_LIMIT = new WaitLimit(Duration.ofMinutes(2), () -> false);

  private final Layout layout;
  private final List<ExchangePort> ports = new ArrayList<>();
  private final List<RoundLinks> links = new ArrayList<>();
  private final List<RankCollective> ranks = new ArrayList<>();
  private final ExecutorService threads;
  private final double directBytes;

  /** Sums of a number of steps, and what the process had to do for them. */
  record Steps(int count, double cpuSeconds) {}

  ExchangeNodes(int nodes, int dimension, IntFunction<Route> routes) {
    layout = layout(nodes, dimension);
    threads = Executors.newFixedThreadPool(nodes);
    long before = directBytes();
    try {
      List<Peer> peers = new ArrayList<>();
      for (int node = 0; node < nodes; node++) {
        ports.add(ExchangePort.overSockets(HOST));
        peers.add(new Peer(Integer.toString(node), HOST, ports.get(node).port()));
      }
      RoundToken token = RoundToken.random("bench");
      for (int node = 0; node < nodes; node++) {
        RoundLinks own = ports.get(node).join(token, node, peers, WireFormat.DOUBLE, WAIT_LIMIT);
        links.add(own);
        ranks.add(rank(layout, node, over(own), routes));
      }
      Steps unused = run(1); // All links are there after it.
      directBytes = (double) (directBytes() - before) / nodes;
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  /** One rank a node and four shards a rank, as default settings make them. */
  static Layout layout(int nodes, int dimension) {
    return new Layout(dimension, 4 * nodes, Collections.nCopies(nodes, 1), false);
  }

  static RankCollective rank(
      Layout layout, int node, PeerExchange exchange, IntFunction<Route> routes) {
    FixedShards shards = new FixedShards(layout.firstShard(node + 1) - layout.firstShard(node));
    ExecutorNode own =
        routes == null
            ? new ExecutorNode(layout, node, exchange)
            : new ExecutorNode(layout, node, exchange, routes);
    return RankCollective.of(own, node, shards, waited -> {});
  }

  private static PeerExchange over(RoundLinks links) {
    return (peer, out, outFrom, outCount, in, inFrom, inCount) -> {
      try {
        links.link(peer).sendReceive(out, outFrom, outCount, in, inFrom, inCount);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** Adds once, as a step of training does. */
  static void add(RankCollective rank, double[] point, double[] result) {
    double unused = rank.allReduce(null, point, result, (at, from, to) -> 0);
  }

  Steps run(int steps) {
    List<Callable<Void>> work = new ArrayList<>();
    for (RankCollective rank : ranks) {
      double[] point = new double[layout.dimension()];
      double[] result = new double[layout.dimension() + 1];
      work.add(
          () -> {
            for (int step = 0; step < steps; step++) {
              add(rank, point, result);
            }
            return null;
          });
    }
    double before = cpuSeconds();
    try {
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return new Steps(steps, cpuSeconds() - before);
  }

  int mostLinks() {
    return links.stream().mapToInt(RoundLinks::made).max().orElse(0);
  }

  double directBytesOfNode() {
    return directBytes;
  }

  private static double cpuSeconds() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    links.forEach(RoundLinks::close);
    ports.forEach(ExchangePort::close);
  }
}
