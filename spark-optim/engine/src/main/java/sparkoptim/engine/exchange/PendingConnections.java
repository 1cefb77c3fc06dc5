// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that have not proved yet where they belong. Each has a thread of its own until then,
 * so that a silent one keeps nobody waiting; both their time and their number have a limit, and at
 * the limit the oldest goes: an honest one needs milliseconds.
 */
final class PendingConnections {
  static final String THREAD = "sparkoptim-exchange-guest";
  static final int MOST = 64;
  private static final Logger LOG = LoggerFactory.getLogger(PendingConnections.class);

  private final Duration limit;
  private final Map<String, RoundRendezvous> rendezvousOfRounds = new HashMap<>();
  private final Set<ByteStream> waiting = new LinkedHashSet<>();
  private boolean closed;

  /**
   * @param limit for a handshake, and for a round that another node has begun before this one
   */
  PendingConnections(Duration limit) {
    this.limit = limit;
  }

  synchronized void expect(RoundRendezvous rendezvous) throws IOException {
    String name = rendezvous.token().name();
    if (rendezvousOfRounds.putIfAbsent(name, rendezvous) != null) {
      throw new IOException("%s is being joined here already".formatted(name));
    }
    notifyAll();
  }

  synchronized void forget(RoundRendezvous rendezvous) {
    rendezvousOfRounds.remove(rendezvous.token().name());
    rendezvous.end();
  }

  void admit(ByteStream stream, String address) {
    synchronized (this) {
      if (closed) {
        Failures.close(stream);
        return;
      }
      if (waiting.size() == MOST) {
        ByteStream oldest = waiting.iterator().next();
        waiting.remove(oldest);
        Failures.close(oldest);
      }
      waiting.add(stream);
    }
    Thread thread = new Thread(() -> receive(stream, address), THREAD);
    thread.setDaemon(true);
    thread.start();
  }

  private void receive(ByteStream stream, String address) {
    try (Watchdog.Watch watch = Watchdog.over(stream, limit, () -> false)) {
      watch.begin();
      try {
        greet(stream, watch);
      } catch (IOException e) {
        Failures.close(stream);
        leave(stream);
        LOG.warn("refused a connection from {}: {}", address, Failures.reason(e, watch));
      }
    }
  }

  private void greet(ByteStream stream, Watchdog.Watch watch) throws IOException {
    Hello hello = Hello.read(stream);
    watch.end();
    RoundRendezvous rendezvous = await(hello.name());
    rendezvous.check(hello);
    watch.begin();
    Handshake.accept(stream, hello, rendezvous.token());
    watch.end();
    if (watch.ended() != null || !leave(stream)) {
      throw new IOException("it took too long");
    }
    rendezvous.arrived(hello.from(), stream);
  }

  /** A node may come here before this one has heard of the round. */
  private synchronized RoundRendezvous await(String name) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!rendezvousOfRounds.containsKey(name)) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0 || closed) {
        throw new IOException("it comes for a round that is not expected here");
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        throw Failures.interrupted();
      }
    }
    return rendezvousOfRounds.get(name);
  }

  private synchronized boolean leave(ByteStream stream) {
    return waiting.remove(stream);
  }

  /** Sends all away, and whoever comes later. */
  synchronized void close() {
    closed = true;
    waiting.forEach(Failures::close);
    waiting.clear();
    notifyAll();
  }
}
