// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How far one connection is in its handshake. It takes bytes as they come, so a peer that says
 * nothing costs this object and its few hundred bytes. Its owner's lock guards it.
 */
final class PendingConnection {
  /** What the peer has to say next; nothing while its round is not known here. */
  private enum Stage {
    PREFIX,
    HELLO,
    ROUND,
    PROOF,
    OVER
  }

  private final PendingStream stream;
  private final String host;
  private final long deadline;
  private Stage stage = Stage.PREFIX;
  private ByteBuffer wanted = ByteBuffer.allocate(Hello.PREFIX);
  private Hello hello;
  private RoundRendezvous rendezvous;
  private byte[] nonce;

  /**
   * @param deadline of the whole handshake, on the clock of System.nanoTime()
   */
  PendingConnection(PendingStream stream, long deadline) {
    this.stream = stream;
    String address = stream.address();
    host = address.substring(0, Math.max(0, address.lastIndexOf(':')));
    this.deadline = deadline;
  }

  PendingStream stream() {
    return stream;
  }

  /** Returns where it comes from, without the port. */
  String host() {
    return host;
  }

  boolean isLate(long now) {
    return now - deadline >= 0;
  }

  boolean isOver() {
    return stage == Stage.OVER;
  }

  void end() {
    stage = Stage.OVER;
  }

  /** Returns the name of the round that it waits for; null where it waits for none. */
  String awaitedRound() {
    return stage == Stage.ROUND ? hello.name() : null;
  }

  /**
   * Takes what arrived.
   *
   * @return whether the greeting is complete with it, so that {@link #awaitedRound} is known
   */
  boolean take(ByteBuffer bytes) throws IOException {
    boolean greeted = false;
    while (bytes.hasRemaining()) {
      if (stage == Stage.ROUND || stage == Stage.OVER) {
        throw new IOException("it says more than it was asked");
      }
      int count = Math.min(bytes.remaining(), wanted.remaining());
      wanted.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      if (!wanted.hasRemaining()) {
        greeted |= advance();
      }
    }
    return greeted;
  }

  private boolean advance() throws IOException {
    wanted.flip();
    switch (stage) {
      case PREFIX -> {
        wanted = ByteBuffer.allocate(Hello.PREFIX + Hello.length(wanted)).put(wanted.rewind());
        stage = Stage.HELLO;
      }
      case HELLO -> {
        hello = Hello.parse(wanted);
        stage = Stage.ROUND;
        return true;
      }
      default -> admit();
    }
    return false;
  }

  /** Answers the greeting, once its round is known. */
  void answer(RoundRendezvous round) throws IOException {
    round.check(hello);
    rendezvous = round;
    nonce = Handshake.nonce();
    wanted = ByteBuffer.allocate(Handshake.PROOF);
    stage = Stage.PROOF;
    stream.send(Handshake.answer(hello, round.token(), nonce));
  }

  private void admit() throws IOException {
    Handshake.check(wanted.array(), hello, rendezvous.token(), nonce);
    stream.send(Handshake.welcome());
    stage = Stage.OVER;
    rendezvous.arrived(hello.from(), stream.open());
  }
}
