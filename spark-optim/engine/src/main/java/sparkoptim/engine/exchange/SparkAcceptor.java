// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.sasl.SecretKeyHolder;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.util.TransportConf;
import sparkoptim.engine.line.TransportSettings;

/**
 * Lines over Spark's transport, which authenticates with the application's secret and encrypts as
 * Spark's settings say. The classes used are private to Spark in Scala and public in bytecode.
 */
final class SparkAcceptor extends RpcHandler implements Acceptor {
  private static final String MODULE = "sparkoptim";
  private static final String CONNECTION_TIMEOUT =
      "spark." + MODULE + ".io.connectionCreationTimeout";

  private final PendingConnections pending;
  private final StreamManager noStreams = new OneForOneStreamManager();
  private final Map<Channel, SparkStream> streams = new ConcurrentHashMap<>();

  /** Those of the streams whose handshake is not over. */
  private final Map<Channel, PendingConnection> handshakes = new ConcurrentHashMap<>();

  private final TransportContext context;
  private final TransportServer server;
  private final TransportClientFactory clients;

  SparkAcceptor(
      String host,
      int wanted,
      SparkConf settings,
      SecretKeyHolder secrets,
      PendingConnections pending) {
    this.pending = pending;
    SparkConf conf = settings.clone().setIfMissing(CONNECTION_TIMEOUT, "10s");
    TransportConf transport = TransportSettings.of(conf, MODULE);
    context = new TransportContext(transport, this);
    try {
      server =
          context.createServer(host, wanted, List.of(new AuthServerBootstrap(transport, secrets)));
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
    clients =
        context.createClientFactory(
            List.of(new AuthClientBootstrap(transport, conf.getAppId(), secrets)));
  }

  @Override
  public int port() {
    return server.getPort();
  }

  /** Waits at most for the transport's own time limits; cancelling does not shorten them. */
  @Override
  public ByteStream dial(Peer peer, WaitLimit waitLimit) throws IOException {
    try {
      TransportClient client = clients.createUnmanagedClient(peer.host(), peer.port());
      SparkStream stream = lineOf(client);
      if (!client.isActive()) {
        channelInactive(client);
      }
      return stream;
    } catch (InterruptedException e) {
      throw Failures.interrupted();
    } catch (RuntimeException e) {
      throw new IOException("Spark's transport refuses: " + e.getMessage(), e);
    }
  }

  private SparkStream lineOf(TransportClient client) {
    return streams.computeIfAbsent(client.getChannel(), SparkStream::new);
  }

  /** Called by the channel's own thread, in order. */
  @Override
  public void receive(TransportClient client, ByteBuffer message) {
    Channel channel = client.getChannel();
    SparkStream stream = streams.get(channel);
    if (stream == null) {
      stream = lineOf(client);
      admit(client, stream);
    }
    PendingConnection handshake = handshakes.get(channel);
    if (handshake == null) {
      stream.arrived(message);
    } else {
      pending.arrived(handshake, message);
    }
  }

  private void admit(TransportClient client, SparkStream stream) {
    Channel channel = client.getChannel();
    PendingStream opening =
        new PendingSparkStream(
            stream, client.getSocketAddress().toString(), () -> handshakes.remove(channel));
    handshakes.put(channel, pending.admit(opening));
    long millis = pending.limit().toMillis() + 1;
    ScheduledFuture<?> unused =
        channel.eventLoop().schedule(pending::expire, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelInactive(TransportClient client) {
    PendingConnection handshake = handshakes.remove(client.getChannel());
    if (handshake != null) {
      pending.ended(handshake);
    }
    SparkStream stream = streams.remove(client.getChannel());
    if (stream != null) {
      stream.ended();
    }
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
    callback.onFailure(new UnsupportedOperationException("only one-way messages are expected"));
  }

  @Override
  public StreamManager getStreamManager() {
    return noStreams;
  }

  /** Ends all lines too. The transport's threads go some two seconds later. */
  @Override
  public void close() {
    clients.close();
    server.close();
    context.close();
  }
}
