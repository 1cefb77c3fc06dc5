package sparkoptim.engine.exchange;

import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.sasl.SecretKeyHolder;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.util.TransportConf;
import scala.Option;

/**
 * Lines over Spark's transport, which authenticates with the application's secret and encrypts as
 * Spark's settings say. The classes used are private to Spark in Scala and public in bytecode.
 */
final class SparkDoor extends RpcHandler implements Door {
  private static final String MODULE = "sparkoptim";
  private static final String CONNECTION_TIMEOUT =
      "spark." + MODULE + ".io.connectionCreationTimeout";

  private final Guests guests;
  private final StreamManager noStreams = new OneForOneStreamManager();
  private final Map<Channel, SparkLine> lines = new ConcurrentHashMap<>();
  private final TransportContext context;
  private final TransportServer server;
  private final TransportClientFactory clients;

  SparkDoor(String host, SparkConf settings, SecretKeyHolder secrets, Guests guests) {
    this.guests = guests;
    SparkConf conf = settings.clone().setIfMissing(CONNECTION_TIMEOUT, "10s");
    TransportConf transport = SparkTransportConf.fromSparkConf(conf, MODULE, 1, Option.empty());
    context = new TransportContext(transport, this);
    server = context.createServer(host, 0, List.of(new AuthServerBootstrap(transport, secrets)));
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
  public Line dial(Peer peer, Patience patience) throws IOException {
    try {
      TransportClient client = clients.createUnmanagedClient(peer.host(), peer.port());
      SparkLine line = lineOf(client);
      if (!client.isActive()) {
        channelInactive(client);
      }
      return line;
    } catch (InterruptedException e) {
      throw Failures.interrupted();
    } catch (RuntimeException e) {
      throw new IOException("Spark's transport refuses: " + e.getMessage(), e);
    }
  }

  private SparkLine lineOf(TransportClient client) {
    return lines.computeIfAbsent(client.getChannel(), SparkLine::new);
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message) {
    boolean first = !lines.containsKey(client.getChannel());
    SparkLine line = lineOf(client);
    if (first) {
      guests.admit(line, client.getSocketAddress().toString());
    }
    line.arrived(message);
  }

  @Override
  public void channelInactive(TransportClient client) {
    SparkLine line = lines.remove(client.getChannel());
    if (line != null) {
      line.ended();
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
