// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** The side of a connection that connects to the other's port. */
final class Dialer {
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final Acceptor acceptor;
  private final RoundRendezvous rendezvous;
  private final long deadline;
  private final WaitLimit waitLimit;

  Dialer(Acceptor acceptor, RoundRendezvous rendezvous, long deadline, WaitLimit waitLimit) {
    this.acceptor = acceptor;
    this.rendezvous = rendezvous;
    this.deadline = deadline;
    this.waitLimit = waitLimit;
  }

  /**
   * Returns a line to a higher node on which both have proved themselves. A handshake that the
   * other side breaks off is tried again until the deadline: the peer may have been late, or its
   * door crowded.
   */
  ByteStream dial(int node) throws IOException {
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      ByteStream stream = reach(rendezvous.peer(node));
      if (greet(stream, node)) {
        return stream;
      }
      if (System.nanoTime() + pause * 1_000_000 - deadline > 0) {
        throw new IOException("it broke off every handshake; its log says why");
      }
      pause(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  /** A host's name may mean something else here than where the peer runs. */
  private ByteStream reach(Peer peer) throws IOException {
    try {
      return acceptor.dial(peer, waitLimit.until(deadline));
    } catch (IOException e) {
      if (!peer.hasOtherAddress()) {
        throw e;
      }
      try {
        return acceptor.dial(peer.atOtherAddress(), waitLimit.until(deadline));
      } catch (IOException again) {
        throw new IOException(
            "%s; nor at %s, as it calls itself: %s"
                .formatted(e.getMessage(), peer.address(), again.getMessage()),
            e);
      }
    }
  }

  /** Returns false if the other side broke off. */
  private boolean greet(ByteStream stream, int node) throws IOException {
    try (Watchdog.Watch watch = waitLimit.until(deadline).over(stream)) {
      watch.begin();
      try {
        Handshake.dial(stream, rendezvous.hello(node), rendezvous.token());
        return true;
      } catch (IOException e) {
        Failures.close(stream);
        if (watch.ended() != null
            || e instanceof Handshake.RefusedException
            || e instanceof ClosedChannelException) {
          throw new IOException(Failures.reason(e, watch), e);
        }
        return false;
      }
    }
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw Failures.interrupted();
    }
  }
}
