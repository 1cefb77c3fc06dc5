// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A line over a plain socket. */
final class SocketStream implements ByteStream {
  /** Of a piece: longer ones are slower, as they fall out of the processor's cache. */
  private static final int MOST_PIECE_BYTES = 256 << 10;

  private final SocketChannel channel;
  private final int frameBytes;

  /** Takes a connected channel. */
  SocketStream(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    // A send buffer of known size: the kernel's own starts with less than a piece, and both sides
    // could wait for the other to read. Half of it leaves room for the kernel's bookkeeping.
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 2 * MOST_PIECE_BYTES);
    int granted = channel.getOption(StandardSocketOptions.SO_SNDBUF);
    frameBytes = Math.min(MOST_PIECE_BYTES, granted / 2);
  }

  @Override
  public int frameBytes() {
    return frameBytes;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    return channel.read(to);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
