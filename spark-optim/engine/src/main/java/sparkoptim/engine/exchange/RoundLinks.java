// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;

/**
 * The links of this node with others of a round, each made when it is first asked for: which nodes
 * meet is for the way of the sums to say, and few are neighbours. Of two nodes the lower one dials,
 * so both have to ask. Used by one thread.
 */
public final class RoundLinks implements AutoCloseable {
  private final Acceptor acceptor;
  private final PendingConnections pending;
  private final RoundRendezvous rendezvous;
  private final int node;
  private final WaitLimit waitLimit;
  private final SharedFrames frames;
  private final Link[] links;

  /** Takes part in a round. */
  RoundLinks(
      Acceptor acceptor,
      PendingConnections pending,
      RoundRendezvous rendezvous,
      int node,
      int nodes,
      SharedFrames frames,
      WaitLimit waitLimit)
      throws IOException {
    this.acceptor = acceptor;
    this.pending = pending;
    this.rendezvous = rendezvous;
    this.node = node;
    this.frames = frames;
    this.waitLimit = waitLimit;
    links = new Link[nodes];
    pending.expect(rendezvous);
  }

  /**
   * Returns the link with another node; the first time it connects, for at most the round's limit.
   *
   * @throws IOException that names the peer which cannot be reached or does not come in time
   */
  public Link link(int other) throws IOException {
    return link(other, links[other] == null ? waitLimit.deadline() : 0);
  }

  private Link link(int other, long deadline) throws IOException {
    if (links[other] == null) {
      try {
        ByteStream stream =
            other > node
                ? new Dialer(acceptor, rendezvous, deadline, waitLimit).dial(other)
                : rendezvous.await(other, deadline, waitLimit);
        links[other] = over(stream, other);
      } catch (IOException e) {
        throw new IOException(
            "no connection with %s for %s: %s"
                .formatted(rendezvous.peer(other), rendezvous.token(), e.getMessage()),
            e);
      }
    }
    return links[other];
  }

  private Link over(ByteStream stream, int other) {
    boolean made = false;
    try {
      Link link = new ChannelLink(rendezvous.peer(other), stream, waitLimit.over(stream), frames);
      made = true;
      return link;
    } finally {
      if (!made) { // no memory for its frames, say
        Failures.close(stream);
      }
    }
  }

  /** Connects with all others, expects no more of them, and gives the links away. */
  Link[] all() throws IOException {
    long deadline = waitLimit.deadline();
    try {
      for (int step = 1; step < links.length; step++) {
        Link unused = link((node + step) % links.length, deadline);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    pending.forget(rendezvous);
    return links;
  }

  /** Returns the number of links made so far. */
  public int made() {
    int made = 0;
    for (Link link : links) {
      made += link == null ? 0 : 1;
    }
    return made;
  }

  /** Closes all links, and expects nobody any more. */
  @Override
  public void close() {
    pending.forget(rendezvous);
    for (Link link : links) {
      if (link != null) {
        link.close();
      }
    }
  }
}
