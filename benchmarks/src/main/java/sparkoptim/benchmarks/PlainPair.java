// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What an exchange is measured against: a socket that moves bytes from one piece of native memory
 * into another, with the piece size and the socket's settings of ours, and nothing else.
 */
final class PlainPair implements AutoCloseable {
  private static final int PIECE_BYTES = 256 << 10;

  private final SocketChannel channel;
  private final ByteBuffer out;
  private final ByteBuffer in;

  PlainPair(SocketChannel channel, int mostBytes) throws IOException {
    this.channel = channel;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 2 * PIECE_BYTES);
    out = ByteBuffer.allocateDirect(mostBytes);
    in = ByteBuffer.allocateDirect(mostBytes);
  }

  /** Moves the given number of bytes each way. */
  void sendReceive(int bytes) throws IOException {
    out.clear();
    in.clear();
    for (int end = Math.min(PIECE_BYTES, bytes); ; end = Math.min(end + PIECE_BYTES, bytes)) {
      out.limit(end);
      while (out.hasRemaining()) {
        channel.write(out);
      }
      in.limit(end);
      while (in.hasRemaining()) {
        if (channel.read(in) < 0) {
          throw new EOFException("the other process ended");
        }
      }
      if (end == bytes) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
