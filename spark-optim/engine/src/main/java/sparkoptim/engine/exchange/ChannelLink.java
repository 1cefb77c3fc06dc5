package sparkoptim.engine.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A link over a blocking line. Every swap begins with its number and both counts in each direction,
 * which catches ranks that went apart. Pieces are written and read in turn, and a piece is small
 * enough for the line to take it while the peer does not read: so both sides can write first.
 */
final class ChannelLink implements Link {
  private final String peer;
  private final Line line;
  private final Watchdog.Watch watch;
  private final Wire wire;
  private final Piece outgoing;
  private final Piece incoming;
  private long swaps;
  private volatile long bytes;
  private boolean failed;
  private boolean closed;

  /** A link that owns the line and the watch over it. */
  ChannelLink(Peer peer, Line line, Watchdog.Watch watch, Wire wire) {
    this.peer = peer.toString();
    this.line = line;
    this.watch = watch;
    this.wire = wire;
    outgoing = new Piece(wire, line.pieceBytes());
    incoming = new Piece(wire, line.pieceBytes());
  }

  @Override
  public synchronized void swap(
      double[] out, int outFrom, int outCount, double[] in, int inFrom, int inCount)
      throws IOException {
    Objects.checkFromIndexSize(outFrom, outCount, out.length);
    Objects.checkFromIndexSize(inFrom, inCount, in.length);
    if (failed || closed) {
      throw new IOException("exchange with " + peer + ": the link is closed");
    }
    swaps++;
    watch.begin();
    try {
      exchange(out, outFrom, outCount, in, inFrom, inCount);
      bytes = bytes + 2L * Piece.HEADER + ((long) outCount + inCount) * wire.bytes();
    } catch (IOException e) {
      failed = true;
      Failures.close(line);
      throw new IOException(
          "exchange with %s failed at swap %d: %s"
              .formatted(peer, swaps, Failures.reason(e, watch)),
          e);
    } finally {
      watch.end();
    }
  }

  private void exchange(
      double[] out, int outFrom, int outCount, double[] in, int inFrom, int inCount)
      throws IOException {
    int sent = Math.min(outCount, outgoing.capacity());
    outgoing.putHeader(swaps, outCount, inCount);
    outgoing.put(out, outFrom, sent);
    write(outgoing.bytes(true, sent));
    int received = Math.min(inCount, incoming.capacity());
    readFirst(outCount, inCount, received);
    incoming.get(in, inFrom, received);
    while (sent < outCount || received < inCount) {
      watch.progress();
      int sending = Math.min(outCount - sent, outgoing.capacity());
      if (sending > 0) {
        outgoing.put(out, outFrom + sent, sending);
        write(outgoing.bytes(false, sending));
        sent += sending;
      }
      int receiving = Math.min(inCount - received, incoming.capacity());
      if (receiving > 0) {
        read(incoming.bytes(false, receiving), 0);
        incoming.get(in, inFrom + received, receiving);
        received += receiving;
      }
    }
  }

  /** Looks at the header before it waits for values that a peer elsewhere would never send. */
  private void readFirst(int outCount, int inCount, int values) throws IOException {
    ByteBuffer buffer = incoming.bytes(true, values);
    read(buffer, buffer.remaining() - Piece.HEADER);
    if (incoming.swap() != swaps
        || incoming.outCount() != inCount
        || incoming.inCount() != outCount) {
      throw new IOException(
          "the ranks went apart: the peer is at swap %d, sends %d values and expects %d; this one is at swap %d, sends %d and expects %d"
              .formatted(
                  incoming.swap(),
                  incoming.outCount(),
                  incoming.inCount(),
                  swaps,
                  outCount,
                  inCount));
    }
    read(buffer, 0);
  }

  private void write(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      line.write(buffer);
    }
  }

  /** Reads until at most so many bytes are left to read. */
  private void read(ByteBuffer buffer, int left) throws IOException {
    while (buffer.remaining() > left) {
      if (line.read(buffer) < 0) {
        throw new EOFException("the peer closed the connection");
      }
    }
  }

  @Override
  public String peer() {
    return peer;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    watch.close();
    Failures.close(line);
    free();
  }

  /** Waits for a swap that another thread is in: it ends as the line is closed. */
  private synchronized void free() {
    if (!closed) {
      closed = true;
      outgoing.free();
      incoming.free();
    }
  }
}
