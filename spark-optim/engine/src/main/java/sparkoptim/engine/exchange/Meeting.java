package sparkoptim.engine.exchange;

import java.io.IOException;
import java.util.List;

/** A round as seen by one of its nodes, while its links are made. */
final class Meeting {
  private static final long MILLIS_BETWEEN_LOOKS = 20;

  private final Pass pass;
  private final int node;
  private final List<Peer> nodes;
  private final Wire wire;
  private final Line[] arrived;
  private final boolean[] known;
  private boolean over;

  Meeting(Pass pass, int node, List<Peer> nodes, Wire wire) {
    this.pass = pass;
    this.node = node;
    this.nodes = nodes;
    this.wire = wire;
    arrived = new Line[node];
    known = new boolean[node];
  }

  Pass pass() {
    return pass;
  }

  Peer peer(int other) {
    return nodes.get(other);
  }

  Greeting greeting(int to) {
    return Greeting.of(pass.name(), node, to, nodes.size(), wire, Handshake.nonce());
  }

  /** Refuses who does not belong here; nothing of the greeting is proved yet. */
  void check(Greeting greeting) throws IOException {
    if (greeting.from() < 0
        || greeting.from() >= node
        || greeting.to() != node
        || greeting.nodes() != nodes.size()
        || greeting.wireBytes() != wire.bytes()) {
      throw new IOException(
          "it is node %d of %d, looks for node %d and sends values of %d bytes; this is node %d of %d with %d bytes, which lower nodes dial"
              .formatted(
                  greeting.from(),
                  greeting.nodes(),
                  greeting.to(),
                  greeting.wireBytes(),
                  node,
                  nodes.size(),
                  wire.bytes()));
    }
  }

  /** A node has proved itself. */
  synchronized void arrived(int from, Line line) throws IOException {
    if (over || known[from]) {
      throw new IOException("node %d of %s is expected no more".formatted(from, pass.name()));
    }
    known[from] = true;
    arrived[from] = line;
    notifyAll();
  }

  /** Waits for a lower node, and takes its line. */
  synchronized Line await(int from, long deadline, Patience patience) throws IOException {
    while (arrived[from] == null) {
      if (patience.cancelled().getAsBoolean()) {
        throw new IOException("the task was cancelled");
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("it did not connect within %s".formatted(patience.seconds()));
      }
      try {
        wait(MILLIS_BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        throw Failures.interrupted();
      }
    }
    Line line = arrived[from];
    arrived[from] = null;
    return line;
  }

  /** Nobody is waited for any more: closes what arrived and was not taken. */
  synchronized void end() {
    over = true;
    for (Line line : arrived) {
      if (line != null) {
        Failures.close(line);
      }
    }
  }
}
