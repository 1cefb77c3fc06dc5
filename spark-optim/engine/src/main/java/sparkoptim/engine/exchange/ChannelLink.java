// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import sparkoptim.core.PlainText;

/**
 * A link over a blocking line. Every swap begins with its number and both counts in each direction,
 * which catches ranks that are out of step. Frames are written and read in turn, and a frame is
 * small enough for the line to take it while the peer does not read: so both sides can write first.
 */
final class ChannelLink implements Link {
  private final String peer;
  private final ByteStream stream;
  private final Watchdog.Watch watch;
  private final SharedFrames frames;
  private final int frameBytes;
  private long swaps;
  private volatile long bytes;
  private boolean failed;
  private boolean closed;

  /** Creates a link that owns the line and the watch over it. */
  ChannelLink(Peer peer, ByteStream stream, Watchdog.Watch watch, SharedFrames frames) {
    this.peer = peer.toString();
    this.stream = stream;
    this.watch = watch;
    this.frames = frames;
    frameBytes = stream.frameBytes();
    frames.join(frameBytes);
  }

  @Override
  public synchronized void sendReceive(
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
      synchronized (frames) {
        exchange(out, outFrom, outCount, in, inFrom, inCount);
      }
      int bytesOfValue = frames.format().bytes();
      bytes = bytes + 2L * Frame.HEADER + ((long) outCount + inCount) * bytesOfValue;
    } catch (IOException e) {
      failed = true;
      Failures.close(stream);
      throw new IOException(
          PlainText.of(
              "exchange with %s failed at swap %d: %s", peer, swaps, Failures.reason(e, watch)),
          e);
    } finally {
      watch.end();
    }
  }

  private void exchange(
      double[] out, int outFrom, int outCount, double[] in, int inFrom, int inCount)
      throws IOException {
    Frame outgoing = frames.outgoing();
    Frame incoming = frames.incoming();
    int sent = Math.min(outCount, outgoing.capacity(frameBytes));
    outgoing.putHeader(swaps, outCount, inCount);
    outgoing.put(out, outFrom, sent);
    write(outgoing.bytes(true, sent));
    int received = Math.min(inCount, incoming.capacity(frameBytes));
    readFirst(incoming, outCount, inCount, received);
    incoming.get(in, inFrom, received);
    while (sent < outCount || received < inCount) {
      watch.progress();
      int sending = Math.min(outCount - sent, outgoing.capacity(frameBytes));
      if (sending > 0) {
        outgoing.put(out, outFrom + sent, sending);
        write(outgoing.bytes(false, sending));
        sent += sending;
      }
      int receiving = Math.min(inCount - received, incoming.capacity(frameBytes));
      if (receiving > 0) {
        read(incoming.bytes(false, receiving), 0);
        incoming.get(in, inFrom + received, receiving);
        received += receiving;
      }
    }
  }

  /** Looks at the header before it waits for values that a peer elsewhere would never send. */
  private void readFirst(Frame incoming, int outCount, int inCount, int values) throws IOException {
    ByteBuffer buffer = incoming.bytes(true, values);
    read(buffer, buffer.remaining() - Frame.HEADER);
    if (incoming.sequence() != swaps
        || incoming.outCount() != inCount
        || incoming.inCount() != outCount) {
      throw new IOException(
          PlainText.of(
              "the ranks are out of step: the peer is at swap %d, sends %d values and expects %d; this"
                  + " one is at swap %d, sends %d and expects %d",
              incoming.sequence(),
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
      stream.write(buffer);
    }
  }

  /** Reads until at most the given number of bytes is left to read. */
  private void read(ByteBuffer buffer, int left) throws IOException {
    while (buffer.remaining() > left) {
      if (stream.read(buffer) < 0) {
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
    Failures.close(stream);
    free();
  }

  /** Waits for a swap that another thread is in: it ends as the line is closed. */
  private synchronized void free() {
    if (!closed) {
      closed = true;
      frames.leave();
    }
  }
}
