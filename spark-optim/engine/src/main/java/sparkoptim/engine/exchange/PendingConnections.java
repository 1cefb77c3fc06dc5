// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that have not proved yet where they belong. None has a thread; both their time and
 * their number have a limit, at which the oldest of the largest crowd goes.
 */
final class PendingConnections {
  /** Each has a descriptor, of which processes have a thousand or more. */
  static final int MOST = 256;

  private static final Logger LOG = LoggerFactory.getLogger(PendingConnections.class);

  private final Duration limit;
  private final Map<String, RoundRendezvous> rendezvousOfRounds = new HashMap<>();

  /** The oldest first, and so in the order of their deadlines. */
  private final Set<PendingConnection> waiting = new LinkedHashSet<>();

  private final RefusalLog log = new RefusalLog(LOG);
  private boolean closed;

  /**
   * @param limit for a handshake, with the time until this node hears of the round
   */
  PendingConnections(Duration limit) {
    this.limit = limit;
  }

  Duration limit() {
    return limit;
  }

  /** Takes part in a round, for which others may have come already. */
  synchronized void expect(RoundRendezvous rendezvous) throws IOException {
    String name = rendezvous.token().name();
    if (rendezvousOfRounds.putIfAbsent(name, rendezvous) != null) {
      throw new IOException("%s is being joined here already".formatted(name));
    }
    for (PendingConnection connection : List.copyOf(waiting)) {
      if (name.equals(connection.awaitedRound())) {
        answer(connection, rendezvous);
      }
    }
  }

  synchronized void forget(RoundRendezvous rendezvous) {
    rendezvousOfRounds.remove(rendezvous.token().name());
    rendezvous.end();
  }

  /** Returns the place of a new connection, which has said nothing so far. */
  synchronized PendingConnection admit(PendingStream stream) {
    PendingConnection connection =
        new PendingConnection(stream, System.nanoTime() + limit.toNanos());
    if (closed) {
      Failures.close(stream);
      connection.end();
      return connection;
    }
    if (waiting.size() >= MOST) {
      evictOldest();
    }
    waiting.add(connection);
    return connection;
  }

  /**
   * Makes room: of the host with the most connections here the oldest goes, so that a crowd drives
   * out nobody but itself.
   */
  synchronized void evictOldest() {
    Map<String, Integer> ofHost = new HashMap<>();
    waiting.forEach(connection -> ofHost.merge(connection.host(), 1, Integer::sum));
    int most = ofHost.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    for (PendingConnection connection : waiting) {
      if (ofHost.get(connection.host()) == most) {
        refuse(connection, "newer ones needed its place");
        return;
      }
    }
  }

  /** Takes bytes that a connection sent. */
  synchronized void arrived(PendingConnection connection, ByteBuffer bytes) {
    try {
      if (connection.take(bytes)) {
        RoundRendezvous rendezvous = rendezvousOfRounds.get(connection.awaitedRound());
        if (rendezvous != null) {
          answer(connection, rendezvous);
        }
      }
      if (connection.isOver()) {
        waiting.remove(connection);
      }
    } catch (IOException | RuntimeException e) {
      refuse(connection, reason(e));
    }
  }

  private void answer(PendingConnection connection, RoundRendezvous rendezvous) {
    try {
      connection.answer(rendezvous);
    } catch (IOException | RuntimeException e) {
      refuse(connection, reason(e));
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** The peer hung up, or its connection failed. */
  synchronized void ended(PendingConnection connection) {
    if (waiting.contains(connection)) {
      refuse(connection, reason(connection, "it closed the connection during the handshake"));
    }
  }

  private static String reason(PendingConnection connection, String otherwise) {
    return connection.awaitedRound() == null
        ? otherwise
        : "it comes for a round that is not expected here";
  }

  private void refuse(PendingConnection connection, String reason) {
    waiting.remove(connection);
    connection.end();
    Failures.close(connection.stream());
    log.refused(connection.stream().address(), reason);
  }

  /** Sends away whoever took too long. */
  synchronized void expire() {
    long now = System.nanoTime();
    while (!waiting.isEmpty() && waiting.iterator().next().isLate(now)) {
      PendingConnection oldest = waiting.iterator().next();
      refuse(oldest, reason(oldest, "nothing moved for " + limit.toMillis() / 1000.0 + " s"));
    }
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Sends all away, and whoever comes later. */
  synchronized void close() {
    closed = true;
    for (PendingConnection connection : waiting) {
      connection.end();
      Failures.close(connection.stream());
    }
    waiting.clear();
    log.sum();
  }
}
