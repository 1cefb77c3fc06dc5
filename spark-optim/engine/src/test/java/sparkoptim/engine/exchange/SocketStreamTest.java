// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SocketStreamTest {
  /** Receive buffers next to nothing, so that the send buffer has to hold the piece. */
  @Test
  void write_pieceThatNobodyReads_doesNotBlock() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocketChannel server = ServerSocketChannel.open();
        SocketChannel dialled = SocketChannel.open()) {
      server.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
      dialled.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
      dialled.connect(server.bind(any).getLocalAddress());
      try (SocketChannel accepted = server.accept()) {
        for (SocketChannel channel : new SocketChannel[] {dialled, accepted}) {
          SocketStream stream = new SocketStream(channel);
          assertThat(stream.frameBytes()).isGreaterThanOrEqualTo(16 << 10);
          ByteBuffer frame = ByteBuffer.allocateDirect(stream.frameBytes());
          try (Watchdog.Watch watch = Nodes.waitLimit(5_000).over(stream)) {
            watch.begin();
            while (frame.hasRemaining()) {
              stream.write(frame);
            }
            assertThat(watch.ended()).isNull();
          }
        }
      }
    }
  }
}
