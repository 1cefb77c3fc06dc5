// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.util.List;
import sparkoptim.core.PlainText;

/** A round as seen by one of its nodes, while its links are made. */
final class RoundRendezvous {
  private static final long MILLIS_BETWEEN_LOOKS = 20;

  private final RoundToken token;
  private final int node;
  private final List<Peer> nodes;
  private final WireFormat format;
  private final ByteStream[] arrived;
  private final boolean[] known;
  private boolean over;

  RoundRendezvous(RoundToken token, int node, List<Peer> nodes, WireFormat format) {
    this.token = token;
    this.node = node;
    this.nodes = nodes;
    this.format = format;
    arrived = new ByteStream[node];
    known = new boolean[node];
  }

  RoundToken token() {
    return token;
  }

  Peer peer(int other) {
    Peer peer = nodes.get(other);
    if (peer == null) {
      throw new IllegalStateException(
          PlainText.of("node %d of %s is no neighbour of node %d", other, token.name(), node));
    }
    return peer;
  }

  Hello hello(int to) {
    return Hello.of(token.name(), node, to, nodes.size(), format, Handshake.nonce());
  }

  /** Refuses who does not belong here; nothing of the greeting is proved yet. */
  void check(Hello hello) throws IOException {
    if (hello.from() < 0
        || hello.from() >= node
        || hello.to() != node
        || hello.nodes() != nodes.size()
        || hello.wireBytes() != format.bytes()) {
      throw new IOException(
          PlainText.of(
              "it is node %d of %d, looks for node %d and sends values of %d bytes; this is node %d"
                  + " of %d with %d bytes, which lower nodes dial",
              hello.from(),
              hello.nodes(),
              hello.to(),
              hello.wireBytes(),
              node,
              nodes.size(),
              format.bytes()));
    }
  }

  /** Adds the connection of a node that has proved itself. */
  synchronized void arrived(int from, ByteStream stream) throws IOException {
    if (over || known[from]) {
      throw new IOException(PlainText.of("node %d of %s is expected no more", from, token.name()));
    }
    known[from] = true;
    arrived[from] = stream;
    notifyAll();
  }

  /** Waits for a lower node, and takes its line. */
  synchronized ByteStream await(int from, long deadline, WaitLimit waitLimit) throws IOException {
    while (arrived[from] == null) {
      if (waitLimit.cancelled().getAsBoolean()) {
        throw new IOException(Watchdog.CANCELLED);
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("it did not connect within %s".formatted(waitLimit.seconds()));
      }
      try {
        wait(MILLIS_BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        throw Failures.interrupted();
      }
    }
    ByteStream stream = arrived[from];
    arrived[from] = null;
    return stream;
  }

  /** Ends all waits and closes the connections that arrived and were not taken. */
  synchronized void end() {
    over = true;
    for (ByteStream stream : arrived) {
      if (stream != null) {
        Failures.close(stream);
      }
    }
  }
}
