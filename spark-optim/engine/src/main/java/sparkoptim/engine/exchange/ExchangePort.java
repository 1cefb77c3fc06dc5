// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.sasl.SecretKeyHolder;

/**
 * This executor's port, on which the executors of a round connect with each other. Any number of
 * rounds can share it. {@link ExchangePorts} has the one of this JVM.
 */
public final class ExchangePort implements AutoCloseable {
  /** For a handshake, and for a node that is ahead of others on its way out of a barrier. */
  private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

  /** Opens a kind of door. */
  private interface Builder {
    Acceptor open(PendingConnections pending) throws IOException;
  }

  private final ExchangeAddress address;
  private final PendingConnections pending;
  private final Acceptor acceptor;

  private ExchangePort(ExchangeAddress address, Duration handshakeLimit, Builder builder)
      throws IOException {
    this.address = address;
    pending = new PendingConnections(handshakeLimit);
    acceptor = builder.open(pending);
  }

  /**
   * Returns a port of the kind that this Spark asks for, on the host under which other executors
   * know this one: Spark's transport where its connections are encrypted, plain sockets elsewhere.
   */
  public static ExchangePort open(SparkEnv env) throws IOException {
    ExchangeAddress address =
        ExchangeAddress.of(env.blockManager().blockManagerId().host(), env.conf());
    return env.securityManager().isEncryptionEnabled()
        ? overSpark(address, env.conf(), env.securityManager())
        : overSockets(address, HANDSHAKE_LIMIT);
  }

  /** Returns a port of plain sockets. */
  public static ExchangePort overSockets(String host) throws IOException {
    return overSockets(host, HANDSHAKE_LIMIT);
  }

  static ExchangePort overSockets(String host, Duration handshakeLimit) throws IOException {
    return overSockets(ExchangeAddress.anyPort(host), handshakeLimit);
  }

  static ExchangePort overSockets(ExchangeAddress address, Duration handshakeLimit)
      throws IOException {
    return new ExchangePort(
        address,
        handshakeLimit,
        pending -> address.open(port -> new SocketAcceptor(address.bind(), port, pending)));
  }

  /** Returns a port over Spark's transport, authenticated and encrypted as the settings say. */
  public static ExchangePort overSpark(String host, SparkConf conf, SecretKeyHolder secrets)
      throws IOException {
    return overSpark(ExchangeAddress.anyPort(host), conf, secrets);
  }

  static ExchangePort overSpark(ExchangeAddress address, SparkConf conf, SecretKeyHolder secrets)
      throws IOException {
    return new ExchangePort(
        address,
        HANDSHAKE_LIMIT,
        pending ->
            address.open(port -> new SparkAcceptor(address.bind(), port, conf, secrets, pending)));
  }

  public String host() {
    return address.host();
  }

  /** Returns the numbers that the host has for this executor; others may know other ones. */
  public String address() {
    return address.numbers();
  }

  public int port() {
    return acceptor.port();
  }

  /**
   * Connects this node of a round with all others. A node dials those after it and waits for those
   * before it; all of them call this with the same arguments but for the node.
   *
   * @param token of this round alone; its name must be new
   * @param nodes the ports of all nodes, this one's too
   * @return a link for every node, null at the own place
   * @throws IOException that names the peer which cannot be reached or does not come in time
   */
  public Link[] connect(
      RoundToken token, int node, List<Peer> nodes, WireFormat format, WaitLimit waitLimit)
      throws IOException {
    return join(token, node, nodes, format, waitLimit).all();
  }

  /**
   * Takes part in a round, in which this node connects with those that it meets when it first does.
   *
   * @param nodes the ports of those, and null in the places of others
   */
  public RoundLinks join(
      RoundToken token, int node, List<Peer> nodes, WireFormat format, WaitLimit waitLimit)
      throws IOException {
    Objects.checkIndex(node, nodes.size());
    return new RoundLinks(
        acceptor,
        pending,
        new RoundRendezvous(token, node, nodes, format),
        node,
        nodes.size(),
        new SharedFrames(format),
        waitLimit);
  }

  /** Closes the port. Close the links first: over Spark's transport they end with it. */
  @Override
  public void close() {
    acceptor.close();
    pending.close();
  }
}
