// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines over plain sockets: authenticated, not encrypted. */
final class SocketAcceptor implements Acceptor {
  static final String THREAD = "sparkoptim-exchange-door";
  private static final Logger LOG = LoggerFactory.getLogger(SocketAcceptor.class);
  private static final int BACKLOG = 256;
  private static final long MILLIS_AFTER_FAILURE = 100;
  private static final long MILLIS_TO_END = 1_000;

  private final ServerSocketChannel server;
  private final PendingConnections pending;
  private final int port;
  private final Thread thread;

  SocketAcceptor(String host, PendingConnections pending) throws IOException {
    this.pending = pending;
    server = ServerSocketChannel.open();
    try {
      server.bind(new InetSocketAddress(host, 0), BACKLOG);
      port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    } catch (IOException | RuntimeException e) {
      Failures.close(server);
      throw new IOException("cannot listen on " + host + ": " + e.getMessage(), e);
    }
    thread = new Thread(this::accept, THREAD);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        admit(server.accept());
      } catch (IOException e) {
        if (server.isOpen()) {
          LOG.warn("cannot accept a connection: {}", e.toString());
          pause();
        }
      }
    }
  }

  private void admit(SocketChannel channel) {
    try {
      pending.admit(new SocketStream(channel), channel.getRemoteAddress().toString());
    } catch (IOException e) {
      Failures.close(channel); // It was gone before it was looked at.
    }
  }

  /**
   * Waits briefly. Without free descriptors, for example, accepting fails at once until something
   * else is closed.
   */
  private static void pause() {
    try {
      Thread.sleep(MILLIS_AFTER_FAILURE);
    } catch (InterruptedException e) {
      // Nobody has a reason to interrupt this thread: it ends with its server socket.
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public ByteStream dial(Peer peer, WaitLimit waitLimit) throws IOException {
    InetSocketAddress address = new InetSocketAddress(peer.host(), peer.port());
    if (address.isUnresolved()) {
      throw new IOException("the host is unknown");
    }
    SocketChannel channel = SocketChannel.open();
    try (Watchdog.Watch watch = Watchdog.over(channel, waitLimit.limit(), waitLimit.cancelled())) {
      watch.begin();
      try {
        channel.connect(address);
        return new SocketStream(channel);
      } catch (IOException e) {
        Failures.close(channel);
        throw new IOException(Failures.reason(e, watch), e);
      }
    }
  }

  /** The system goes on accepting until the thread has come out of its wait. */
  @Override
  public void close() {
    Failures.close(server);
    try {
      thread.join(MILLIS_TO_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
