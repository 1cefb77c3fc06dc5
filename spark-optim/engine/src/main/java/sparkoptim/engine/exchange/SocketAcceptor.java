// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines over plain sockets: authenticated, not encrypted. One thread accepts them and reads all
 * handshakes; nothing that happens to a connection ends it.
 */
final class SocketAcceptor implements Acceptor {
  static final String THREAD = "sparkoptim-exchange-door";
  private static final Logger LOG = LoggerFactory.getLogger(SocketAcceptor.class);
  private static final int BACKLOG = 256;
  private static final int MOST_AT_ONCE = 64;
  private static final long MILLIS_BETWEEN_LOOKS = 50;
  private static final long MILLIS_AFTER_FAILURE = 100;
  private static final long MILLIS_TO_END = 1_000;

  private final ServerSocketChannel server;
  private final Selector selector;
  private final PendingConnections pending;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 10);
  private final int port;
  private final Thread thread;

  SocketAcceptor(String host, int wanted, PendingConnections pending) throws IOException {
    this.pending = pending;
    selector = Selector.open();
    ServerSocketChannel opened = null;
    try {
      opened = ServerSocketChannel.open();
      opened.bind(new InetSocketAddress(host, wanted), BACKLOG);
      opened.configureBlocking(false);
      opened.register(selector, SelectionKey.OP_ACCEPT);
      port = ((InetSocketAddress) opened.getLocalAddress()).getPort();
    } catch (IOException | RuntimeException e) {
      if (opened != null) {
        Failures.close(opened);
      }
      Failures.close(selector);
      throw e;
    }
    server = opened;
    thread = new Thread(this::run, THREAD);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (server.isOpen()) {
      try {
        selector.select(this::ready, pending.isEmpty() ? 0 : MILLIS_BETWEEN_LOOKS);
        pending.expire();
      } catch (Throwable e) { // Also without memory this goes on, or the executor were deaf.
        survive(e);
      }
    }
    Failures.close(selector);
  }

  private void ready(SelectionKey key) {
    if (key.channel() == server) {
      acceptAll();
    } else {
      read((PendingConnection) key.attachment(), (SocketChannel) key.channel());
    }
  }

  private void acceptAll() {
    try {
      for (int i = 0; i < MOST_AT_ONCE && server.isOpen(); i++) {
        SocketChannel channel = server.accept();
        if (channel == null) {
          return;
        }
        admit(channel);
      }
    } catch (Throwable e) {
      survive(e);
    }
  }

  private void admit(SocketChannel channel) {
    try {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      PendingConnection connection = pending.admit(new PendingSocket(channel, key));
      key.attach(connection);
      read(connection, channel); // Most have said hello by now.
    } catch (IOException | RuntimeException e) {
      Failures.close(channel); // It was gone before it was looked at.
    } catch (Error e) {
      Failures.close(channel);
      throw e;
    }
  }

  private void read(PendingConnection connection, SocketChannel channel) {
    try {
      int count = channel.read(buffer.clear());
      if (count > 0) {
        pending.arrived(connection, buffer.flip());
      } else if (count < 0) {
        pending.ended(connection);
      }
    } catch (IOException e) {
      pending.ended(connection);
    } catch (Throwable e) {
      pending.ended(connection);
      survive(e);
    }
  }

  /**
   * Makes room and waits briefly. Without free descriptors, for example, accepting fails at once
   * until something else is closed.
   */
  private void survive(Throwable e) {
    if (!server.isOpen()) {
      return;
    }
    try {
      pending.evictOldest();
      LOG.warn("cannot accept a connection: {}", e.toString());
      Thread.sleep(MILLIS_AFTER_FAILURE);
    } catch (Throwable again) {
      // Nobody has a reason to interrupt this thread, and where even a warning fails there is
      // nothing to say it with.
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
    selector.wakeup();
    try {
      thread.join(MILLIS_TO_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
