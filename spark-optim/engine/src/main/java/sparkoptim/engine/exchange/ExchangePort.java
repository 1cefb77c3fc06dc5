package sparkoptim.engine.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.sasl.SecretKeyHolder;

/**
 * This executor's door: a port on which the executors of a round connect with each other. Any
 * number of rounds can share it. {@link ExchangePorts} has the one of this JVM.
 */
public final class ExchangePort implements AutoCloseable {
  /** For a handshake, and for a node that is ahead of others on its way out of a barrier. */
  private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

  /** Opens a kind of door. */
  private interface Builder {
    Door open(Guests guests) throws IOException;
  }

  private final String host;
  private final Guests guests;
  private final Door door;

  private ExchangePort(String host, Duration handshakeLimit, Builder builder) throws IOException {
    this.host = host;
    guests = new Guests(handshakeLimit);
    door = builder.open(guests);
  }

  /**
   * A port of the kind that this Spark asks for, on the host under which other executors know this
   * one: Spark's transport where its connections are encrypted, plain sockets elsewhere.
   */
  public static ExchangePort open(SparkEnv env) throws IOException {
    String host = env.blockManager().blockManagerId().host();
    return env.securityManager().isEncryptionEnabled()
        ? overSpark(host, env.conf(), env.securityManager())
        : overSockets(host);
  }

  /** A port of plain sockets. */
  public static ExchangePort overSockets(String host) throws IOException {
    return overSockets(host, HANDSHAKE_LIMIT);
  }

  static ExchangePort overSockets(String host, Duration handshakeLimit) throws IOException {
    return new ExchangePort(host, handshakeLimit, guests -> new SocketDoor(host, guests));
  }

  /** A port over Spark's transport, authenticated and encrypted as the settings say. */
  public static ExchangePort overSpark(String host, SparkConf conf, SecretKeyHolder secrets)
      throws IOException {
    return new ExchangePort(
        host, HANDSHAKE_LIMIT, guests -> new SparkDoor(host, conf, secrets, guests));
  }

  public String host() {
    return host;
  }

  public int port() {
    return door.port();
  }

  /**
   * Connects this node of a round with all others. A node dials those after it and waits for those
   * before it; all of them call this with the same arguments but for the node.
   *
   * @param pass of this round alone; its name must be new
   * @param nodes the ports of all nodes, this one's too
   * @return a link for every node, null at the own place
   * @throws IOException that names the peer which cannot be reached or does not come in time
   */
  public Link[] connect(Pass pass, int node, List<Peer> nodes, Wire wire, Patience patience)
      throws IOException {
    Objects.checkIndex(node, nodes.size());
    Meeting meeting = new Meeting(pass, node, nodes, wire);
    guests.expect(meeting);
    Line[] lines = new Line[nodes.size()];
    try {
      meet(meeting, node, lines, patience);
      return links(meeting, lines, wire, patience);
    } catch (IOException | RuntimeException e) {
      for (Line line : lines) {
        if (line != null) {
          Failures.close(line);
        }
      }
      throw e;
    } finally {
      guests.forget(meeting);
    }
  }

  private void meet(Meeting meeting, int node, Line[] lines, Patience patience) throws IOException {
    long deadline = patience.deadline();
    Dialer dialer = new Dialer(door, meeting, deadline, patience);
    for (int step = 1; step < lines.length; step++) {
      int other = (node + step) % lines.length;
      try {
        lines[other] = other > node ? dialer.dial(other) : meeting.await(other, deadline, patience);
      } catch (IOException e) {
        throw new IOException(
            "no connection with %s for %s: %s"
                .formatted(meeting.peer(other), meeting.pass(), e.getMessage()),
            e);
      }
    }
  }

  private static Link[] links(Meeting meeting, Line[] lines, Wire wire, Patience patience) {
    Link[] links = new Link[lines.length];
    for (int other = 0; other < lines.length; other++) {
      if (lines[other] != null) {
        Line line = lines[other];
        links[other] = new ChannelLink(meeting.peer(other), line, patience.over(line), wire);
      }
    }
    return links;
  }

  /** Closes the port. Close the links first: over Spark's transport they end with it. */
  @Override
  public void close() {
    door.close();
    guests.close();
  }
}
