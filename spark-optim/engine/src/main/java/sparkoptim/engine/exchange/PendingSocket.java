// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A socket during its handshake: it blocks nobody, and a selector reads it. */
final class PendingSocket implements PendingStream {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final String address;

  PendingSocket(SocketChannel channel, SelectionKey key) throws IOException {
    this.channel = channel;
    this.key = key;
    address = channel.getRemoteAddress().toString();
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public void send(ByteBuffer bytes) throws IOException {
    channel.write(bytes);
    if (bytes.hasRemaining()) {
      throw new IOException("it does not read");
    }
  }

  /** For the selector's own thread, which reads nothing of it any more. */
  @Override
  public ByteStream open() throws IOException {
    key.cancel();
    channel.configureBlocking(true);
    return new SocketStream(channel);
  }

  /** The selector gives the descriptor back when it looks again. */
  @Override
  public void close() throws IOException {
    channel.close();
    key.selector().wakeup();
  }
}
