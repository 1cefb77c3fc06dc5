// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.protocol.OneWayMessage;

/** A line over a channel of Spark's transport: a write is a message, reads take from a queue. */
final class SparkStream implements ByteStream {
  private static final int PIECE_BYTES = 1 << 20;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Channel channel;
  private final BlockingQueue<ByteBuffer> arrived = new LinkedBlockingQueue<>();
  private ByteBuffer current = NOTHING;
  private ChannelFuture lastWrite;

  SparkStream(Channel channel) {
    this.channel = channel;
  }

  /** The queue at the other side takes whatever comes. */
  @Override
  public int frameBytes() {
    return PIECE_BYTES;
  }

  /** Called by the transport, in order, with memory that is its own. */
  void arrived(ByteBuffer message) {
    if (message.hasRemaining()) {
      arrived.add(ByteBuffer.allocate(message.remaining()).put(message).flip());
    }
  }

  /** Marks the end of the stream by an empty buffer. */
  void ended() {
    arrived.add(NOTHING);
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    if (!current.hasRemaining()) {
      try {
        current = arrived.take();
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }
    if (!current.hasRemaining()) {
      ended();
      return -1;
    }
    int count = Math.min(to.remaining(), current.remaining());
    to.put(current.slice(current.position(), count));
    current.position(current.position() + count);
    return count;
  }

  /** Waits for the write before, so that a message that nobody reads does not fill the memory. */
  @Override
  public int write(ByteBuffer from) throws IOException {
    try {
      if (lastWrite != null && !lastWrite.await().isSuccess()) {
        throw new IOException("the peer closed the connection");
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
    return writeAtOnce(from);
  }

  /** Leaves a short message to the transport; for its own threads, which must not wait. */
  int writeAtOnce(ByteBuffer from) {
    int count = from.remaining();
    ByteBuffer copy = ByteBuffer.allocate(count).put(from).flip();
    lastWrite = channel.writeAndFlush(new OneWayMessage(new NioManagedBuffer(copy)));
    return count;
  }

  private ClosedByInterruptException interrupted() {
    Thread.currentThread().interrupt();
    close();
    return new ClosedByInterruptException();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Does not wait for the transport's own thread. */
  @Override
  public void close() {
    ChannelFuture unused = channel.close();
    ended();
  }
}
