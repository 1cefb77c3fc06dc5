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
final class Guests {
  static final String THREAD = "sparkoptim-exchange-guest";
  static final int MOST = 64;
  private static final Logger LOG = LoggerFactory.getLogger(Guests.class);

  private final Duration limit;
  private final Map<String, Meeting> meetings = new HashMap<>();
  private final Set<Line> waiting = new LinkedHashSet<>();
  private boolean closed;

  /**
   * @param limit for a handshake, and for a round that another node has begun before this one
   */
  Guests(Duration limit) {
    this.limit = limit;
  }

  synchronized void expect(Meeting meeting) throws IOException {
    String name = meeting.pass().name();
    if (meetings.putIfAbsent(name, meeting) != null) {
      throw new IOException("%s is being joined here already".formatted(name));
    }
    notifyAll();
  }

  synchronized void forget(Meeting meeting) {
    meetings.remove(meeting.pass().name());
    meeting.end();
  }

  void admit(Line line, String address) {
    synchronized (this) {
      if (closed) {
        Failures.close(line);
        return;
      }
      if (waiting.size() == MOST) {
        Line oldest = waiting.iterator().next();
        waiting.remove(oldest);
        Failures.close(oldest);
      }
      waiting.add(line);
    }
    Thread thread = new Thread(() -> receive(line, address), THREAD);
    thread.setDaemon(true);
    thread.start();
  }

  private void receive(Line line, String address) {
    try (Watchdog.Watch watch = Watchdog.over(line, limit, () -> false)) {
      watch.begin();
      try {
        greet(line, watch);
      } catch (IOException e) {
        Failures.close(line);
        leave(line);
        LOG.warn("refused a connection from {}: {}", address, Failures.reason(e, watch));
      }
    }
  }

  private void greet(Line line, Watchdog.Watch watch) throws IOException {
    Greeting greeting = Greeting.read(line);
    watch.end();
    Meeting meeting = await(greeting.name());
    meeting.check(greeting);
    watch.begin();
    Handshake.accept(line, greeting, meeting.pass());
    watch.end();
    if (watch.ended() != null || !leave(line)) {
      throw new IOException("it took too long");
    }
    meeting.arrived(greeting.from(), line);
  }

  /** A node may come here before this one has heard of the round. */
  private synchronized Meeting await(String name) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!meetings.containsKey(name)) {
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
    return meetings.get(name);
  }

  private synchronized boolean leave(Line line) {
    return waiting.remove(line);
  }

  /** Sends all away, and whoever comes later. */
  synchronized void close() {
    closed = true;
    waiting.forEach(Failures::close);
    waiting.clear();
    notifyAll();
  }
}
